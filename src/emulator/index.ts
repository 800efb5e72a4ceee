export { ValkeyServerMissingError } from './cache/server/program.js';
export type { CallHook, CallMoment, CallRecord } from './http/calls.js';
export { parseFaultRules } from './http/faults/rules.js';
export {
  changePace,
  EndpointError,
  type EndpointRecord,
  type EndpointStatus,
  type ForegroundEndpoint,
  type FoundEndpoint,
  findEndpoint,
  findOrStartEndpoint,
  openConsole,
  type RunOptions,
  readReport,
  releaseEndpoint,
  runInForeground,
  stopEndpoint,
} from './process/background/index.js';
export {
  type ClientAccess,
  type ClientEnvironment,
  createClientEnvironment,
} from './process/client-environment.js';
export { type Emulator, type EmulatorOptions, startEmulator } from './process/emulator.js';
export { EmulatorError } from './process/errors.js';
export { DEFAULT_ACCOUNT_ID } from './state/account.js';
export type { Assumption } from './state/assumptions/assumption.js';
export {
  type Assume,
  AssumptionError,
  isChoice,
  parseChoices,
  toChoices,
} from './state/assumptions/choices.js';
export {
  type AlternativeOf,
  ASSUMPTIONS,
  type AssumptionId,
  EXCLUDED_PAIRS,
} from './state/assumptions/table.js';
export { type Clock, createClock, scheduleAt } from './state/clock.js';
export type { CompatibilityProblem, CompatibilityRow } from './state/compatibility.js';
export type {
  CacheFaultKind,
  CacheFaultRule,
  CacheMoment,
  CallFaultKind,
  CallFaultRule,
  FaultKind,
  FaultRule,
  FaultRules,
  FaultTiming,
} from './state/faults.js';
export { type PaceName, parsePace } from './state/pace.js';
