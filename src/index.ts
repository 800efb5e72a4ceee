/** The library's entry point: one function for each action. A call loads the code of its action. */
import * as actions from './actions/index.js';
import type {
  BenchOptions,
  DeployFunctionOptions,
  DevOptions,
  DownAllOptions,
  DownOptions,
  ExplainTokenOptions,
  ExportOptions,
  InitOptions,
  InvokeOptions,
  LearnOptions,
  LogsOptions,
  ProxyOptions,
  UpOptions,
  VerifyOptions,
} from './actions/options.js';
import type {
  BenchResult,
  DeployFunctionResult,
  DoctorResult,
  ExplainResult,
  ExportResult,
  InitResult,
  InvokeResult,
  LabResult,
  LearnResult,
  LogsResult,
  PingResult,
  StatusResult,
  SweepResult,
  TokenResult,
  UpResult,
  VerifyResult,
} from './actions/results.js';
import type { SessionOptions } from './session/options.js';

export type {
  BenchOptions,
  DeployFunctionOptions,
  DevOptions,
  DownAllOptions,
  DownOptions,
  ExportOptions,
  FunctionOptions,
  InitOptions,
  InvokeOptions,
  LabSummary,
  LearnOptions,
  LogsOptions,
  NamedFunctionOptions,
  PackedFunction,
  ProxyOptions,
  UpOptions,
  VerifyOptions,
} from './actions/options.js';
export type * from './actions/results.js';
export { type AwsErrorFacts, type ErrorCode, type Hint, LabError } from './errors.js';
export type { SessionOptions } from './session/options.js';

/** Options of the functions that make one part of the lab: one step of the tutorial each. */
export interface StepOptions {
  /** Without a VPC: a cache with a public endpoint. Without this option, a step follows the existing lab. */
  readonly public?: boolean | undefined;
  /** Change nothing; the result lists the planned changes. */
  readonly dryRun?: boolean | undefined;
}

/** The token to explain. Without a token, `explain` checks the lab's set-up. */
export type ExplainOptions = Partial<ExplainTokenOptions>;

/**
 * An action as a function. It takes the action's own options and the options that all actions share.
 * It rejects with a `LabError`, which carries the result so far.
 */
export type LabAction<Options, Result> = (options?: Options & SessionOptions) => Promise<Result>;

/** Makes the whole lab. It is safe to call again: it continues where the last run stopped. */
export const up: LabAction<UpOptions, UpResult> = (options = {}) => actions.up(options);

/** Makes the serverless cache and waits until it is available. */
export const createCache: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.createCache(options);

/** Makes the users and the user group, and attaches the group to the cache if the cache exists. */
export const createUsers: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.createUsers(options);

/** Makes the role and the policy, and attaches both policies to the role. */
export const createRole: LabAction<StepOptions, LabResult> = (options = {}) =>
  actions.createRole(options);

/**
 * Packs a function, then creates or updates it: with `path` one of yours, otherwise the proof function. A function of yours has
 * the lab's role, network and log retention, and finds its cache by CACHE_NAME, CACHE_ENDPOINT, CACHE_PORT and CACHE_USER.
 */
export const deployFunction: LabAction<DeployFunctionOptions, DeployFunctionResult> = (
  options = {},
) => actions.deployFunction(options);

/** Writes a starter function with its test into a new or empty folder. */
export const init = (options: InitOptions & SessionOptions): Promise<InitResult> =>
  actions.init(options);

/** Writes the lab as scripts of the AWS CLI, as a template of CloudFormation or as Terraform, with its code. Calls no AWS. */
export const exportLab = (options: ExportOptions & SessionOptions): Promise<ExportResult> =>
  actions.exportLab(options);

/**
 * Deploys and invokes a function of yours now and after each change of its files, until `signal` is aborted. Then it removes
 * what it made, and rejects with INTERRUPTED. With `local`, it also makes the lab.
 */
export const dev = (options: DevOptions & SessionOptions): Promise<never> => actions.dev(options);

/**
 * Invokes a function: the proof function, or with `function` one of yours. Rejects when the function itself fails, and when the
 * proof function's round trip through the cache fails.
 */
export const invoke: LabAction<InvokeOptions, InvokeResult> = (options = {}) =>
  actions.invoke(options);

/** Reads the function's log lines. With `follow`, it reads new lines until its signal is aborted. */
export const logs: LabAction<LogsOptions, LogsResult> = (options = {}) => actions.logs(options);

/** Measures cold starts and warm invocations of the function. */
export const bench: LabAction<BenchOptions, BenchResult> = (options = {}) => actions.bench(options);

/** Reads the state of every resource, and lists the problems. */
export const status: LabAction<object, StatusResult> = (options = {}) => actions.status(options);

/** Checks everything that `up` needs, and changes nothing. Rejects with CHECK_FAILED when a check fails. */
export const doctor: LabAction<object, DoctorResult> = (options = {}) => actions.doctor(options);

/** Signs an IAM authentication token for the lab's user, without a call to AWS. */
export const token: LabAction<object, TokenResult> = (options = {}) => actions.token(options);

/** Logs in to the cache from this machine, writes a value and reads it back. Rejects with CACHE_UNREACHABLE outside the VPC of a cache that has one. */
export const ping: LabAction<object, PingResult> = (options = {}) => actions.ping(options);

/** Opens a local port to the cache for tools without IAM. It runs until its signal is aborted, and then rejects with INTERRUPTED. */
export const proxy: LabAction<ProxyOptions, never> = (options = {}) => actions.proxy(options);

/** Checks each rule of a token, or of the lab's set-up. Rejects with RULE_BROKEN when a rule is broken. */
export const explain: LabAction<ExplainOptions, ExplainResult> = (options = {}) =>
  actions.explain(options);

/** Proves that authentication is enforced, by attempts of the function, or with `here` of this machine. Rejects with NOT_ENFORCED when a wrong login succeeds, and with NOT_PROVEN when another outcome is wrong. */
export const verify: LabAction<VerifyOptions, VerifyResult> = (options = {}) =>
  actions.verify(options);

/**
 * Runs one step of the lesson on the local endpoint, or with `aws` on the account. Without a step, lists the steps.
 * Rejects with NOT_PROVEN when an attempt ends in another way than the lesson says.
 */
export const learn: LabAction<LearnOptions, LearnResult> = (options = {}) => actions.learn(options);

/** Deletes everything that the lab made, and nothing else. It is safe to call again. */
export const down: LabAction<DownOptions, LabResult> = (options = {}) => actions.down(options);

/** Deletes every lab of the account and region, found by tag. */
export const downAll: LabAction<DownAllOptions, SweepResult> = (options = {}) =>
  actions.downAll(options);
