import { readFile } from 'node:fs/promises';
import {
  type CallHook,
  type CallRecord,
  createClock,
  type FaultRules,
  type PaceName,
  startEmulator,
} from './emulator/index.js';
import { createLocalClock, type LocalClock } from './local/clock.js';

export type {
  CallHook,
  CallMoment,
  CallRecord,
  FaultRule,
  FaultRules,
  PaceName,
} from './emulator/index.js';
export { EmulatorError, ValkeyServerMissingError } from './emulator/index.js';
export type { LocalClock } from './local/clock.js';

/** The region of the tutorial. */
const DEFAULT_REGION = 'us-east-1';

/** How an AWS endpoint of a test is to be. */
export interface LocalAwsOptions {
  /** Of `clientConfig()` and `env()`; `us-east-1` if not given. The endpoint itself serves every region. */
  readonly region?: string;
  /** How long AWS's changes take: `instant` (if not given), `real`, or a factor of `real` such as `0.2`. */
  readonly pace?: PaceName;
  /** Gives the time (milliseconds since the epoch) to which `advance` adds; the machine's clock if not given. */
  readonly clock?: { now(): number };
  /** Which calls fail, and how: the content of a faults file. */
  readonly faults?: FaultRules;
  /** On 127.0.0.1; any free port if not given. */
  readonly port?: number;
  /** Told of each call before it takes effect and after it; may cut the connection there. */
  readonly onCall?: CallHook;
  /** Takes one line at a time: why a login was refused, what a function's process said. Never a secret. */
  readonly log?: (line: string) => void;
}

/** What the constructor of every AWS SDK v3 client takes. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An AWS account on this machine: empty at the start, gone after `close()`. */
export interface LocalAws extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, for every service. */
  readonly endpoint: string;
  readonly region: string;
  /** The account id, 12 digits. */
  readonly account: string;
  /** An administrator's, new at each start; other keys are refused. */
  readonly credentials: LocalClientConfig['credentials'];
  /** The certificate authority of the caches' endpoints: PEM, for a client's `ca` option. */
  readonly ca: string;
  /** The same in a file, for NODE_EXTRA_CA_CERTS or `valkey-cli --cacert`. */
  readonly caFile: string;
  /** Endpoint, region and credentials: `new ElastiCacheClient(aws.clientConfig())`. */
  clientConfig(): LocalClientConfig;
  /** The environment of a process that is to use this endpoint: AWS SDKs, AWS CLI, boto3. */
  env(): Record<string, string>;
  /** The latest calls of served operations, oldest first. */
  calls(): readonly CallRecord[];
  /** Its time; what signs tokens itself should have it too. */
  readonly clock: LocalClock;
  /** Moves its time forward: states settle, tokens and sessions expire, old connections end. */
  advance(ms: number): void;
  /** Plays these faults from now on, counted from zero. Throws `EmulatorError` FAULTS_INVALID. */
  setFaults(rules: FaultRules): void;
  /** Whether nothing is left that a caller made, in any region. */
  isEmpty(): boolean;
  /** Ends functions, caches and endpoint and removes their files; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts an AWS endpoint in this process, for tests: ElastiCache with a real `valkey-server` for each cache,
 * IAM, Lambda, EC2 look-ups, STS and CloudWatch Logs. Every call starts another account.
 * Throws `ValkeyServerMissingError` without `valkey-server` (or `redis-server` 7) on the PATH, and
 * `EmulatorError` PORT_IN_USE, PORT_REFUSED, PACE_INVALID or FAULTS_INVALID.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { region = DEFAULT_REGION, clock, ...rest } = options;
  const time = createClock(clock && (() => clock.now()));
  const emulator = await startEmulator({ ...rest, clock: time });
  const { endpoint, account, credentials, caFile, calls, setFaults, advance, isEmpty } = emulator;
  const { close } = emulator;
  return {
    ...{ endpoint, region, account, credentials, caFile },
    ca: await readFile(caFile, 'utf8'),
    clientConfig: () => ({ endpoint, region, credentials }),
    env: () => ({
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      NODE_EXTRA_CA_CERTS: caFile,
    }),
    clock: createLocalClock(time),
    ...{ calls, setFaults, advance, isEmpty, close },
    [Symbol.asyncDispose]: close,
  };
}
