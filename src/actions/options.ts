import type { LogLine } from '../aws/log-line.js';
import type { ExportFormat } from './export/formats.js';
import type { StepNumber } from './learn/numbers.js';
import type { DevRound, InvocationResult, ProxyResult } from './results.js';

export interface MakeOptions {
  /**
   * Without a VPC: a cache with a public endpoint (Valkey 9). Default: `VALKEY_LAB_PUBLIC`; a step without either follows the
   * existing lab.
   */
  readonly public?: boolean | undefined;
  /** Change nothing; the result shows the planned changes. */
  readonly dryRun?: boolean | undefined;
  /** Find the next step of the tutorial, which costs some reads. */
  readonly findNext?: boolean | undefined;
}

/** A user's function, and its settings. */
export interface FunctionOptions {
  /** Its name, without the lab's prefix. Default: the name of the folder or of the zip. */
  readonly name?: string | undefined;
  /** Its entry, such as `index.handler` or `src/app.handler`. Default: the first usual file. */
  readonly handler?: string | undefined;
  /** Such as `nodejs24.x` or `python3.13`. */
  readonly runtime?: string | undefined;
  /** Memory in MB, 128 to 10240 (default: 256). */
  readonly memory?: number | undefined;
  /** The time limit of an invocation in seconds, 1 to 900 (default: 30). */
  readonly functionTimeout?: number | undefined;
  /** Environment variables besides the lab's own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Called with the content of the package before it is deployed. */
  readonly onPacked?: ((packed: PackedFunction) => void) | undefined;
}

/** A package, before it is deployed. */
export interface PackedFunction {
  readonly runtime: string;
  readonly handler: string;
  /** The bytes of the zip. */
  readonly bytes: number;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

export interface DeployFunctionOptions extends MakeOptions, FunctionOptions {
  /** A folder or a .zip with a function of yours. Without it, the proof function is deployed. */
  readonly path?: string | undefined;
}

export interface InitOptions {
  /** A folder that is empty or does not exist. */
  readonly folder: string;
  /** A starter in Python instead of TypeScript. */
  readonly python?: boolean | undefined;
}

export interface ExportOptions {
  readonly format: ExportFormat;
  /** The folder to write. Default: `valkey-lab-FORMAT`. */
  readonly dir?: string | undefined;
  /** Without a VPC: a cache with a public endpoint. Default: `VALKEY_LAB_PUBLIC`. Terraform cannot say it. */
  readonly public?: boolean | undefined;
  /** Folders or zips of your functions, which are packed with the default settings of `deployFunction`. */
  readonly functions?: readonly string[] | undefined;
}

export interface DevOptions extends FunctionOptions {
  /** The folder of your function, or a .zip. */
  readonly path: string;
  /** A file with the event of each invocation, as JSON. Default: `{}`. */
  readonly event?: string | undefined;
  /** Called after each round. */
  readonly onRound?: ((round: DevRound) => void) | undefined;
}

/** The function that an action concerns. */
export interface NamedFunctionOptions {
  /** One of your functions, without the lab's prefix. Default: the proof function. */
  readonly function?: string | undefined;
}

export interface UpOptions extends MakeOptions {
  /** Write a page about the run to this file (.html). */
  readonly report?: string | undefined;
}

export interface DownOptions {
  /** Change nothing; the result shows the planned changes. */
  readonly dryRun?: boolean | undefined;
  /** Whether to wait until Lambda has released its network interfaces (default: true). */
  readonly waitInterfaces?: boolean | undefined;
}

export interface DownAllOptions extends DownOptions {
  /** Only labs whose newest resource is older, such as `6h`. */
  readonly olderThan?: string | undefined;
  readonly lab?: undefined;
  /** Called with the labs before the first one is deleted. */
  readonly onLabs?: ((labs: readonly LabSummary[]) => void) | undefined;
}

/** A lab that was found by its tags. */
export interface LabSummary {
  /** Empty for the default lab. */
  readonly lab: string;
  /** The number of resources found. */
  readonly resources: number;
  /** The age of the newest resource in milliseconds; undefined without a readable tag. */
  readonly ageMs: number | undefined;
  /** False: too young, or the unnamed lab of another owner. */
  readonly isTaken: boolean;
  /** Who made its resources, by their tags. */
  readonly owners: readonly string[];
}

export interface InvokeOptions extends NamedFunctionOptions {
  /** The event: any JSON value. */
  readonly payload?: unknown;
  /** The event as JSON text, sent unchanged. */
  readonly payloadJson?: string | undefined;
  /** Write the reply to this file. */
  readonly output?: string | undefined;
  /** The number of invocations, one after another (default: 1). */
  readonly count?: number | undefined;
  /** Called after each successful invocation. */
  readonly onInvocation?: ((result: InvocationResult) => void) | undefined;
}

export interface LogsOptions extends NamedFunctionOptions {
  /** How far back, such as `90s`, `10m` (the default) or `24h`. */
  readonly since?: string | undefined;
  /** Continue with new lines until `signal` ends the action. */
  readonly follow?: boolean | undefined;
  /** With `follow`: called with each line. */
  readonly onLine?: ((line: LogLine) => void) | undefined;
  /** With `follow`: called after each page of lines; false ends the action. */
  readonly isHeard?: (() => boolean) | undefined;
}

export interface BenchOptions extends NamedFunctionOptions {
  /** Warm invocations (default: 100). */
  readonly count?: number | undefined;
  /** The number of invocations at once (default: 5). */
  readonly concurrency?: number | undefined;
  /** Write a page about the benchmark to this file (.html). */
  readonly report?: string | undefined;
}

export interface ExplainTokenOptions {
  readonly token: string;
}

export interface ProxyOptions {
  /** The port on 127.0.0.1 (default: any free one). */
  readonly port?: number | undefined;
  /** Listen on a unix socket with this path, mode 0600, instead of a port. */
  readonly socket?: string | undefined;
  /** The id of the ElastiCache user that logs in to the cache (default: the lab's). */
  readonly user?: string | undefined;
  /** False to accept every client; needs `port` (default: true). */
  readonly password?: boolean | undefined;
  /** Called when the proxy accepts clients. */
  readonly onReady?: ((result: ProxyResult) => void) | undefined;
}

export interface VerifyOptions {
  /** Make the attempts from this machine with the caller's credentials, instead of in the function. */
  readonly here?: boolean | undefined;
}

export interface OperatorPolicyOptions {
  /** Also allow logins to the cache, which `ping`, `proxy` and `verify` with `here` need. */
  readonly connect?: boolean | undefined;
}

export interface LearnStepOptions {
  readonly step: StepNumber;
  /** Change nothing; the result shows the step, its commands and the planned changes. */
  readonly dryRun?: boolean | undefined;
}

export interface LearnOptions extends Partial<LearnStepOptions> {
  /** Run the step on the AWS account, not on the local endpoint. */
  readonly aws?: boolean | undefined;
}
