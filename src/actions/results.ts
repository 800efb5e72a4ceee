import type { InvocationReport, RoundTrip } from '../aws/invocation-log.js';
import type { LogLine } from '../aws/log-line.js';
import type { ResourceReport } from '../engine/events.js';
import type { Problem } from '../engine/status.js';
import type { LabError } from '../errors.js';
import type { Finding } from '../resources/shared/check.js';
import type { Place } from '../session/place.js';
import type { Summary } from './bench/summary.js';
import type { Cost } from './cost.js';
import type { Endpoint } from './endpoint.js';
import type { Rule } from './explain/rule.js';
import type { ExportFormat } from './export/formats.js';
import type { Judgement } from './verify/judge.js';

export type { AwsCall } from '../aws/call-recorder.js';
export type { InvocationReport, RoundTrip } from '../aws/invocation-log.js';
export type { LogLine } from '../aws/log-line.js';
export type {
  Outcome,
  PlannedResource,
  ProgressEvent,
  ResourceId,
  ResourceReport,
  WaitingEvent,
} from '../engine/events.js';
export type { Problem } from '../engine/status.js';
export type { CheckState, Finding } from '../resources/shared/check.js';
export type { Summary } from './bench/summary.js';
export type { Cost } from './cost.js';
export type { Endpoint } from './endpoint.js';
export type { Rule } from './explain/rule.js';
export type { Answer, Fact, LearnResult, LessonText, LessonTitle } from './learn/lesson-result.js';
export type { StepNumber } from './learn/numbers.js';
export type { ShellCommand } from './learn/shell-command.js';
export type { Judgement } from './verify/judge.js';

/** The results of the actions. The library exports these types, and the CLI renders them. */

/** The outcome for each resource. After a dry run, the planned outcome. */
export interface LabResult extends Place {
  readonly resources: readonly ResourceReport[];
  readonly endpoint: Endpoint | null;
  readonly elapsedMs: number;
  /** Only after a dry run: the settings that would change. */
  readonly changes?: readonly Change[];
  /** The price of the cache after `up`, or the price that a dry run would add or end. `null` without a cache, and on the local endpoint. */
  readonly cost?: Cost | null;
}

/** A setting of a resource that would change. */
export interface Change {
  /** `kind/name`. */
  readonly resource: string;
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What the internet can reach of a public lab, and who gets in. */
export interface Exposure extends Endpoint {
  /** The only user of the cache. It logs in with an IAM token, and has no password. */
  readonly userId: string;
  /** Null for AWS's own user, which the cache has before `create-users`. */
  readonly accessString: string | null;
}

/** The result of `up` and of the tutorial's steps. */
export interface MakeResult extends LabResult {
  /** Only for a public lab with a cache. */
  readonly exposure?: Exposure;
  /** With `findNext`: the first step of the tutorial without resources, or `invoke` after the last step. */
  readonly next?: 'create-cache' | 'create-users' | 'create-role' | 'deploy-function' | 'invoke';
}

/** The result of `deploy-function`. */
export interface DeployFunctionResult extends MakeResult {
  /** The user's function; undefined for the proof function. */
  readonly deployed?: {
    readonly path: string;
    /** The name for other actions: without the lab's prefix. */
    readonly name: string;
  };
}

/** The result of `up`. With `report`, it contains the critical path of the run. */
export interface UpResult extends MakeResult {
  readonly criticalPath?: readonly CriticalPart[];
  readonly report?: string;
}

/** A part of the critical path. Only a faster critical path makes the run shorter. */
export interface CriticalPart {
  /** `kind/name`; null before the first resource. */
  readonly resource: string | null;
  readonly fromMs: number;
  readonly elapsedMs: number;
  readonly waits: readonly { readonly status: string; readonly ms: number }[];
}

/** All labs, and the resources of the deleted ones. */
export interface SweepResult extends Omit<Place, 'lab'> {
  readonly lab: null;
  readonly labs: readonly SweptLab[];
  readonly resources: readonly SweptResource[];
  readonly endpoint: null;
  readonly elapsedMs: number;
}

export interface SweptLab {
  /** Empty for the default lab. */
  readonly lab: string;
  /** ISO time of the creation of its newest resource. */
  readonly newest: string | null;
  /** `kept`: the lab is not older than `olderThan`, or it is the unnamed lab of another owner. */
  readonly action: 'deleted' | 'kept';
}

export type SweptResource = ResourceReport & { readonly lab: string };

/** The lab's resources, and their problems. */
export interface StatusResult extends Place {
  readonly resources: readonly ResourceReport[];
  readonly problems: readonly Problem[];
  readonly endpoint: Endpoint | null;
  /** Only for a public lab with a cache. */
  readonly exposure?: Exposure;
  readonly elapsedMs: number;
}

/** One invocation. */
export interface InvocationResult {
  readonly statusCode: number;
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly log: readonly string[];
  readonly report: InvocationReport | null;
  readonly roundTrip: RoundTrip | null;
}

/** The last invocation. With a `count` above 1, also Lambda's report of each invocation. */
export interface InvokeResult extends Place, InvocationResult {
  readonly invocations?: readonly (InvocationReport | null)[];
}

/** The starter that `init` wrote. */
export interface InitResult {
  readonly folder: string;
  readonly language: 'node' | 'python';
  readonly files: readonly string[];
}

/** The files that `export` has written. */
export interface ExportResult {
  readonly lab: string;
  readonly region: string;
  readonly format: ExportFormat;
  readonly dir: string;
  /** The names of the files in the folder. */
  readonly files: readonly string[];
}

/** One round of `dev`: the function was packed, deployed and invoked. */
export interface DevRound {
  /** The files that changed, relative to the folder; empty for the first round. */
  readonly changed: readonly string[];
  /** From the begin of the round to the reply. */
  readonly elapsedMs: number;
  /** Null when the build or the deployment failed. */
  readonly invocation: InvocationResult | null;
  /** What the cache decided on each login of this round. Empty on AWS. */
  readonly logins: readonly string[];
  /** The failure of the build, of the deployment or of the function. */
  readonly failure: LabError | null;
}

/** The log lines since `since`, oldest first. With `follow`, `events` is empty: `onLine` receives the lines. */
export interface LogsResult extends Place {
  readonly logGroup: string;
  /** ISO time. */
  readonly since: string;
  readonly events: readonly LogLine[];
  readonly elapsedMs: number;
}

/** The times in milliseconds, cold and warm. */
export interface BenchResult extends Place {
  readonly function: string;
  readonly count: number;
  readonly concurrency: number;
  readonly cold: Summary;
  readonly warm: Summary;
  readonly failed: number;
  /** The number of invocations that needed more than one request. The caller's time includes all of them. */
  readonly retried: number;
  /** Invocations a second in the warm part. */
  readonly throughputPerSecond: number;
  /** The share of the warm part, 0 to 1, in which this process used the processor. */
  readonly clientBusyRatio: number;
  /** The share of the warm invocations' time, 0 to 1, that passed in this process and not in the service. */
  readonly clientShare: number;
  readonly elapsedMs: number;
  readonly report?: string;
}

/** Every attempt, with its expected and its real outcome. */
export interface VerifyResult extends Place {
  readonly attempts: readonly Judgement[];
  readonly elapsedMs: number;
}

/** The findings of all checks. */
export interface DoctorResult extends Omit<Place, 'account'> {
  readonly account: string | null;
  readonly checks: readonly Finding[];
  readonly elapsedMs: number;
}

/** A token. It is a secret until it expires. */
export interface TokenResult extends Omit<Place, 'account'> {
  readonly cacheName: string;
  readonly userId: string;
  readonly token: string;
  /** ISO time. */
  readonly expiresAt: string;
}

/** A login from this machine, with the times in milliseconds. */
export interface PingResult extends Place {
  readonly cacheName: string;
  readonly userId: string;
  readonly endpoint: Endpoint;
  /** TCP, TLS and AUTH together. */
  readonly connectMs: number;
  readonly setMs: number;
  readonly getMs: number;
}

/** The address of a running proxy. Its password is a secret. */
export interface ProxyResult extends Place {
  /** The address for clients, with the password. */
  readonly url: string;
  readonly host: string | null;
  readonly port: number | null;
  /** The path of the unix socket. */
  readonly socket: string | null;
  readonly username: string;
  /** `null` for a proxy that accepts every client. */
  readonly password: string | null;
  readonly cacheName: string;
  /** The user that logs in to the cache. */
  readonly userId: string;
  readonly endpoint: Endpoint;
}

/** The findings about all rules. A finding with `ok: null` is unknown. */
export interface ExplainResult extends Omit<Place, 'account'> {
  /** `null` for a token, because no AWS call is made. */
  readonly account: string | null;
  readonly subject: 'token' | 'set-up';
  readonly rules: readonly Rule[];
}
