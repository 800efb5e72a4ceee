import { readFile } from 'node:fs/promises';
import {
  type Assume,
  type CallHook,
  type CallRecord,
  type CompatibilityRow,
  createClientEnvironment,
  createClock,
  type FaultRules,
  type PaceName,
  startEmulator,
} from '../emulator/index.js';
import { createLocalClock, type LocalClock } from './clock.js';
import type { CacheOptions, LocalCache } from './create-cache.js';
import type { LocalFunctions } from './functions.js';

/** The region of AWS's tutorial. */
const DEFAULT_REGION = 'us-east-1';

/** The options of a local AWS endpoint. */
export interface LocalAwsOptions {
  /** The region in `clientConfig()` and `env()`. Default: `us-east-1`. The endpoint itself serves every region. */
  readonly region?: string;
  /** The duration of AWS's state changes: `instant` (default), `real`, or a factor of `real` such as `0.2`. */
  readonly pace?: PaceName;
  /** The time in milliseconds since the epoch, without `advance`. Default: the machine's clock. */
  readonly clock?: { now(): number };
  /** Rules for calls that fail, as in a faults file. */
  readonly faults?: FaultRules;
  /** How AWS behaves where documents do not say, such as `{ 'new-tags': 'late' }`. docs/LOCAL.md lists all. */
  readonly assume?: Assume;
  /** The port on 127.0.0.1. Default: any free port. */
  readonly port?: number;
  /** Called before and after each call takes effect. It may cut the connection. */
  readonly onCall?: CallHook;
  /** Receives log lines without secrets, such as the reason for a refused login or a function's output. */
  readonly log?: (line: string) => void;
}

/** The configuration for any client of the AWS SDK v3. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An AWS account on this machine. It is empty at the start, and `close()` removes it. */
export interface LocalAws extends AsyncDisposable, LocalFunctions {
  /** `http://127.0.0.1:<port>`, for every service. */
  readonly endpoint: string;
  readonly region: string;
  /** The account id (12 digits). */
  readonly account: string;
  /** An administrator's credentials, new for each start. The endpoint accepts only keys that it has created. */
  readonly credentials: LocalClientConfig['credentials'];
  /** The certificate authority of the caches' endpoints (PEM), for a client's `ca` option. */
  readonly ca: string;
  /** A file with the same certificate authority, for NODE_EXTRA_CA_CERTS or `valkey-cli --cacert`. */
  readonly caFile: string;
  /** Returns endpoint, region and credentials, for example for `new ElastiCacheClient(aws.clientConfig())`. */
  clientConfig(): LocalClientConfig;
  /**
   * Creates a cache, its IAM user and user group, and a role that may connect. The cache is ready to connect: with a slow
   * pace, the endpoint's clock moves until it is. Rejects with AWS's error, for example when the cache exists.
   */
  createCache(options: CacheOptions): Promise<LocalCache>;
  /**
   * Returns the environment variables for a process that uses this endpoint with an AWS SDK, the AWS CLI or boto3, and
   * that reaches no account of AWS. Remove AWS_PROFILE and AWS_ENDPOINT_URL_<SERVICE> there, which SDKs prefer.
   */
  env(): Record<string, string>;
  /** Returns the latest calls of served operations, oldest first. */
  calls(): readonly CallRecord[];
  /**
   * Returns what the clients of all caches did that a serverless cache refuses or treats differently, with what to do
   * instead. The rows have no times, are sorted, and stay until `resetCompatibility()`.
   */
  compatibility(): CompatibilityRow[];
  /** Empties the report of `compatibility()`. */
  resetCompatibility(): void;
  /** The endpoint's clock. Code that signs tokens should use it too. */
  readonly clock: LocalClock;
  /** Moves the clock forward by `ms` milliseconds: states settle, tokens and sessions expire, old connections end. */
  advance(ms: number): void;
  /** Replaces the fault rules and resets their counters. Throws `EmulatorError` FAULTS_INVALID. */
  setFaults(rules: FaultRules): void;
  /** Returns whether no resource of a caller remains in any region. */
  isEmpty(): boolean;
  /** Stops functions, caches and endpoint, and removes their files. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a local AWS endpoint in this process, for tests. It serves ElastiCache with a real `valkey-server` for each
 * cache, IAM, Lambda, EC2 look-ups, STS and CloudWatch Logs. Each call starts a separate account.
 * Throws `ValkeyServerMissingError` without `valkey-server` (or `redis-server` 7) on the PATH, and
 * `EmulatorError` PORT_IN_USE, PORT_REFUSED, PACE_INVALID, FAULTS_INVALID or ASSUMPTION_INVALID.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { region = DEFAULT_REGION, clock, ...rest } = options;
  const time = createClock(clock && (() => clock.now()));
  const emulator = await startEmulator({ ...rest, clock: time });
  const { endpoint, account, credentials, caFile, calls, setFaults, advance, isEmpty } = emulator;
  const { compatibility, resetCompatibility } = emulator;
  const { log = () => {} } = options;
  let loaded: ReturnType<typeof load> | undefined;
  // A test without functions does not load the program.
  const load = async () => {
    const { loadLab } = await import('./load-lab.js');
    const { createLocalFunctions } = await loadLab();
    return createLocalFunctions({ endpoint, region, account, credentials, caFile, log });
  };
  const functions = () => {
    loaded ??= load();
    return loaded;
  };
  const close = async () => {
    (await loaded)?.close();
    await emulator.close();
  };
  const ca = await readFile(caFile, 'utf8');
  const local = createLocalClock(time);
  const clientConfig = () => ({ endpoint, region, credentials });
  const access = { ...emulator, ...credentials };
  return {
    ...{ endpoint, region, account, credentials, caFile, ca, clientConfig },
    async createCache(asked) {
      // The SDK's clients would slow down each start of an endpoint.
      const { createCache } = await import('./create-cache.js');
      return createCache({ clientConfig, account, ca, clock: local, advance }, asked);
    },
    deployFunction: async (...given) => (await functions()).deployFunction(...given),
    invoke: async (...given) => (await functions()).invoke(...given),
    env: () => ({ ...createClientEnvironment(access, region, process.env).set }),
    clock: local,
    ...{ compatibility, resetCompatibility },
    ...{ calls, setFaults, advance, isEmpty, close },
    [Symbol.asyncDispose]: close,
  };
}
