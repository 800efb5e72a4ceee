/** The library's door: each command as a function. Its code is loaded when it is called. */
import type { BenchFlags } from '../commands/bench.js';
import type { DownFlags } from '../commands/down.js';
import type { ExplainFlags } from '../commands/explain.js';
import type { InvokeFlags } from '../commands/invoke.js';
import type { LogsFlags } from '../commands/logs.js';
import type { UpFlags } from '../commands/up.js';
import type {
  BenchDocument,
  DoctorDocument,
  ExplainDocument,
  InvokeDocument,
  LabDocument,
  LogsDocument,
  StatusDocument,
  SweepDocument,
  TokenDocument,
  VerifyDocument,
} from './documents.js';
import type {
  BenchOptions,
  ChangeOptions,
  DownAllOptions,
  DownOptions,
  ExplainOptions,
  InvokeOptions,
  LabOptions,
  LogsOptions,
  UpOptions,
} from './options.js';
import { toFunction } from './run-command.js';

export type { AwsCall } from '../aws/aws-call.js';
export type { Outcome, ProgressEvent, ResourceReport } from '../engine/events.js';
export { type AwsErrorFacts, type ErrorCode, LabError } from '../errors.js';
export type {
  BenchDocument,
  DoctorDocument,
  ExplainDocument,
  InvokeDocument,
  LabDocument,
  LogLineFacts,
  LogsDocument,
  StatusDocument,
  SweepDocument,
  TokenDocument,
  VerifyDocument,
} from './documents.js';
export type {
  BenchOptions,
  ChangeOptions,
  DownAllOptions,
  DownOptions,
  ExplainOptions,
  InvokeOptions,
  LabOptions,
  LogsOptions,
  UpOptions,
} from './options.js';

/** Makes the whole lab; safe to call again: it goes on where the last run stopped. Throws `LabError`. */
export const up = toFunction<UpOptions, LabDocument, UpFlags>(
  async () => (await import('../commands/up.js')).runUp,
);

/** Makes the serverless cache and waits until it is available. Throws `LabError`. */
export const createCache = toFunction<ChangeOptions, LabDocument>(
  async () => (await import('../commands/create-cache.js')).runCreateCache,
);

/** Makes users and user group, and attaches the group to the cache if there is one. Throws `LabError`. */
export const createUsers = toFunction<ChangeOptions, LabDocument>(
  async () => (await import('../commands/create-users.js')).runCreateUsers,
);

/** Makes role and policy, and attaches both policies. Throws `LabError`. */
export const createRole = toFunction<ChangeOptions, LabDocument>(
  async () => (await import('../commands/create-role.js')).runCreateRole,
);

/** Packs the handler and makes or updates the function. Throws `LabError`. */
export const deployFunction = toFunction<ChangeOptions, LabDocument>(
  async () => (await import('../commands/deploy-function.js')).runDeployFunction,
);

/** Calls the function and checks the round trip. Throws `LabError`, also when the function fails. */
export const invoke = toFunction<InvokeOptions, InvokeDocument, InvokeFlags>(
  async () => (await import('../commands/invoke.js')).runInvoke,
  ({ payload, count, ...flags }) => ({
    ...flags,
    payload: payload === undefined ? undefined : JSON.stringify(payload),
    count: count?.toString(),
  }),
);

/** Reads the function's log lines; with `follow` it ends only by its signal. Throws `LabError`. */
export const logs = toFunction<LogsOptions, LogsDocument, LogsFlags>(
  async () => (await import('../commands/logs.js')).runLogs,
);

/** Measures the function, on new environments and on warm ones. Throws `LabError`. */
export const bench = toFunction<BenchOptions, BenchDocument, BenchFlags>(
  async () => (await import('../commands/bench.js')).runBench,
  ({ count, concurrency, ...flags }) => ({
    ...flags,
    count: count?.toString(),
    concurrency: concurrency?.toString(),
  }),
);

/** Reads every resource with its state, and what is not right with it. Throws `LabError`. */
export const status = toFunction<LabOptions, StatusDocument>(
  async () => (await import('../commands/status.js')).runStatus,
);

/** Looks at all that `up` needs, and changes nothing. Throws `LabError` CHECK_FAILED when something is missing. */
export const doctor = toFunction<LabOptions, DoctorDocument>(
  async () => (await import('../commands/doctor.js')).runDoctor,
);

/** Signs an IAM authentication token for the lab's user; nothing is asked of AWS. Throws `LabError`. */
export const token = toFunction<LabOptions, TokenDocument>(
  async () => (await import('../commands/token.js')).runToken,
);

/** Says which rules of a token, or of the lab's set-up, hold. Throws `LabError` RULE_BROKEN when one does not. */
export const explain = toFunction<ExplainOptions, ExplainDocument, ExplainFlags>(
  async () => (await import('../commands/explain.js')).runExplain,
);

/** Proves that authentication is enforced. Throws `LabError` NOT_ENFORCED when an attempt ends otherwise than it must. */
export const verify = toFunction<LabOptions, VerifyDocument>(
  async () => (await import('../commands/verify.js')).runVerify,
);

/** Deletes everything that the lab made, and nothing else; safe to call again. Throws `LabError`. */
export const down = toFunction<DownOptions, LabDocument, DownFlags>(
  async () => (await import('../commands/down.js')).runDown,
);

/** The same with every lab of the account and region, found by tag. Throws `LabError`. */
export const downAll = toFunction<DownAllOptions, SweepDocument, DownFlags>(
  async () => (await import('../commands/down.js')).runDown,
  (flags) => ({ ...flags, all: true }),
);
