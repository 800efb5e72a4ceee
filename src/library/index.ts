/** The library's door: each command as a function. Its code is loaded when it is called. */
import type { BenchFlags } from '../commands/bench.js';
import type { CommandFlags } from '../commands/context.js';
import type { DownFlags } from '../commands/down.js';
import type { ExplainFlags } from '../commands/explain.js';
import type { InvokeFlags } from '../commands/invoke.js';
import type { LogsFlags } from '../commands/logs.js';
import type { UpFlags } from '../commands/up.js';
import type {
  BenchDocument,
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
import { toCommonFlags, toFunction } from './run-command.js';

export { type AwsErrorFacts, type ErrorCode, LabError } from '../errors.js';
export type { Action, ProgressEvent, ResourceKind, ResourceReport } from '../plan/events.js';
export type {
  AwsCallFacts,
  BenchDocument,
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
  ({ report, ...options }) => ({
    ...toChangeFlags(options),
    ...(report !== undefined && { report }),
  }),
);

/** Makes the serverless cache and waits until it is available. Throws `LabError`. */
export const createCache = toFunction<ChangeOptions, LabDocument, CommandFlags>(
  async () => (await import('../commands/create-cache.js')).runCreateCache,
  toChangeFlags,
);

/** Makes users and user group, and attaches the group to the cache if there is one. Throws `LabError`. */
export const createUsers = toFunction<ChangeOptions, LabDocument, CommandFlags>(
  async () => (await import('../commands/create-users.js')).runCreateUsers,
  toChangeFlags,
);

/** Makes role and policy, and attaches both policies. Throws `LabError`. */
export const createRole = toFunction<ChangeOptions, LabDocument, CommandFlags>(
  async () => (await import('../commands/create-role.js')).runCreateRole,
  toChangeFlags,
);

/** Packs the handler and makes or updates the function. Throws `LabError`. */
export const deployFunction = toFunction<ChangeOptions, LabDocument, CommandFlags>(
  async () => (await import('../commands/deploy-function.js')).runDeployFunction,
  toChangeFlags,
);

/** Calls the function and checks the round trip. Throws `LabError`, also when the function fails. */
export const invoke = toFunction<InvokeOptions, InvokeDocument, InvokeFlags>(
  async () => (await import('../commands/invoke.js')).runInvoke,
  ({ payload, output, count, ...options }) => ({
    ...toCommonFlags(options),
    ...(payload !== undefined && { payload: JSON.stringify(payload) }),
    ...(output !== undefined && { output }),
    ...(count !== undefined && { count: String(count) }),
  }),
);

/** Reads the function's log lines; with `follow` it ends only by its signal. Throws `LabError`. */
export const logs = toFunction<LogsOptions, LogsDocument, LogsFlags>(
  async () => (await import('../commands/logs.js')).runLogs,
  ({ since, follow, onLine: _listener, ...options }) => ({
    ...toCommonFlags(options),
    ...(since !== undefined && { since }),
    ...(follow !== undefined && { follow }),
  }),
  ({ onLine }) => onLine && ((line) => onLine(line as LogLineFacts)),
);

/** Measures the function, on new environments and on warm ones. Throws `LabError`. */
export const bench = toFunction<BenchOptions, BenchDocument, BenchFlags>(
  async () => (await import('../commands/bench.js')).runBench,
  ({ count, concurrency, report, ...options }) => ({
    ...toCommonFlags(options),
    ...(report !== undefined && { report }),
    ...(count !== undefined && { count: String(count) }),
    ...(concurrency !== undefined && { concurrency: String(concurrency) }),
  }),
);

/** Reads every resource with its state, and what is not right with it. Throws `LabError`. */
export const status = toFunction<LabOptions, StatusDocument, CommandFlags>(
  async () => (await import('../commands/status.js')).runStatus,
  toCommonFlags,
);

/** Signs an IAM authentication token for the lab's user; nothing is asked of AWS. Throws `LabError`. */
export const token = toFunction<LabOptions, TokenDocument, CommandFlags>(
  async () => (await import('../commands/token.js')).runToken,
  toCommonFlags,
);

/** Says which rules of a token, or of the lab's set-up, hold. Throws `LabError` RULE_BROKEN when one does not. */
export const explain = toFunction<ExplainOptions, ExplainDocument, ExplainFlags>(
  async () => (await import('../commands/explain.js')).runExplain,
  ({ token: given, ...options }) => ({
    ...toCommonFlags(options),
    ...(given !== undefined && { token: given }),
  }),
);

/** Proves that authentication is enforced. Throws `LabError` NOT_ENFORCED when an attempt ends otherwise than it must. */
export const verify = toFunction<LabOptions, VerifyDocument, CommandFlags>(
  async () => (await import('../commands/verify.js')).runVerify,
  toCommonFlags,
);

/** Deletes everything that the lab made, and nothing else; safe to call again. Throws `LabError`. */
export const down = toFunction<DownOptions, LabDocument, DownFlags>(
  async () => (await import('../commands/down.js')).runDown,
  toDownFlags,
);

/** The same with every lab of the account and region, found by tag. Throws `LabError`. */
export const downAll = toFunction<DownAllOptions, SweepDocument, DownFlags>(
  async () => (await import('../commands/down.js')).runDown,
  ({ olderThan, ...options }) => ({
    ...toDownFlags(options),
    all: true,
    ...(olderThan !== undefined && { olderThan }),
  }),
);

function toDownFlags({ waitInterfaces, ...options }: DownOptions): DownFlags {
  return {
    ...toChangeFlags(options),
    ...(waitInterfaces !== undefined && { waitInterfaces }),
  };
}

function toChangeFlags({ dryRun, ...options }: ChangeOptions): CommandFlags {
  return { ...toCommonFlags(options), ...(dryRun !== undefined && { dryRun }) };
}
