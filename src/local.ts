/** The library's endpoint for tests of other projects. */
export type {
  AlternativeOf,
  Assume,
  AssumptionId,
  CacheFaultKind,
  CacheFaultRule,
  CacheMoment,
  CallFaultKind,
  CallFaultRule,
  CallHook,
  CallMoment,
  CallRecord,
  CompatibilityProblem,
  CompatibilityRow,
  FaultKind,
  FaultRule,
  FaultRules,
  FaultTiming,
  PaceName,
} from './emulator/index.js';
export { EmulatorError, ValkeyServerMissingError } from './emulator/index.js';
export type { LocalClock } from './local/clock.js';
export type { CacheOptions, LocalCache } from './local/create-cache.js';
export {
  type FixtureOptions,
  type LocalAwsFixtures,
  localAwsFixtures,
  withLocalAws,
} from './local/fixtures.js';
export type * from './local/functions.js';
export type { RoleCredentials } from './local/role-session.js';
export {
  type LocalAws,
  type LocalAwsOptions,
  type LocalClientConfig,
  startLocalAws,
} from './local/start.js';
