/** The library's door: each action as a function. Its code is loaded when it is called. */
import * as actions from './actions/index.js';
import type {
  BenchOptions,
  DownAllOptions,
  DownOptions,
  ExplainTokenOptions,
  InvokeOptions,
  LogsOptions,
  UpOptions,
} from './actions/options.js';
import type {
  BenchResult,
  DoctorResult,
  ExplainResult,
  InvokeResult,
  LabResult,
  LogsResult,
  StatusResult,
  SweepResult,
  TokenResult,
  UpResult,
  VerifyResult,
} from './actions/results.js';
import type { SessionOptions } from './session/options.js';

export type {
  BenchOptions,
  DownAllOptions,
  DownOptions,
  InvokeOptions,
  LabSummary,
  LogsOptions,
  UpOptions,
} from './actions/options.js';
export type * from './actions/results.js';
export { type AwsErrorFacts, type ErrorCode, type Hint, LabError } from './errors.js';
export type { SessionOptions } from './session/options.js';

/** Options of a step of the tutorial. */
export interface StepOptions {
  /** Change nothing: the result says what would be done. */
  readonly dryRun?: boolean | undefined;
}

/** The token to explain; without one the lab's set-up is explained. */
export type ExplainOptions = Partial<ExplainTokenOptions>;

/** An action: it takes its own options and those of every action, and rejects with a `LabError` of its result. */
export type LabAction<Options, Result> = (options?: Options & SessionOptions) => Promise<Result>;

/** Makes the whole lab; safe to call again: it continues where the last run stopped. */
export const up: LabAction<UpOptions, UpResult> = (options = {}) => actions.up(options);

/** Makes the serverless cache and waits until it is available. */
export const createCache: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.createCache(options);

/** Makes users and user group, and attaches the group to the cache if there is one. */
export const createUsers: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.createUsers(options);

/** Makes role and policy, and attaches both policies. */
export const createRole: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.createRole(options);

/** Packs the proof function and makes or updates it. */
export const deployFunction: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.deployFunction(options);

/** Calls the function and checks the round trip. Rejects also when the function fails. */
export const invoke: LabAction<InvokeOptions, InvokeResult> = (options = {}) =>
  actions.invoke(options);

/** Reads the function's log lines; with `follow` it ends only by its signal. */
export const logs: LabAction<LogsOptions, LogsResult> = (options = {}) => actions.logs(options);

/** Measures the function, on new environments and on warm ones. */
export const bench: LabAction<BenchOptions, BenchResult> = (options = {}) => actions.bench(options);

/** Reads every resource with its state, and what is not right with it. */
export const status: LabAction<object, StatusResult> = (options = {}) => actions.status(options);

/** Looks at everything that `up` needs, and changes nothing. Rejects with CHECK_FAILED when something is missing. */
export const doctor: LabAction<object, DoctorResult> = (options = {}) => actions.doctor(options);

/** Signs an IAM authentication token for the lab's user; nothing is asked of AWS. */
export const token: LabAction<object, TokenResult> = (options = {}) => actions.token(options);

/** Says which rules of a token, or of the lab's set-up, hold. Rejects with RULE_BROKEN when one does not. */
export const explain: LabAction<ExplainOptions, ExplainResult> = (options = {}) =>
  actions.explain(options);

/** Proves that authentication is enforced. Rejects with NOT_ENFORCED when an attempt ends otherwise than it must. */
export const verify: LabAction<object, VerifyResult> = (options = {}) => actions.verify(options);

/** Deletes everything that the lab made, and nothing else; safe to call again. */
export const down: LabAction<DownOptions, LabResult> = (options = {}) => actions.down(options);

/** The same with every lab of the account and region, found by tag. */
export const downAll: LabAction<DownAllOptions, SweepResult> = (options = {}) =>
  actions.downAll(options);
