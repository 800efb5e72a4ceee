/**
 * The parts of the emulator that commands use. Commands import this file dynamically, only with `--local`: their bundle
 * then does not contain the emulator's services, which run in a separate process.
 */

export type {
  ClientEnvironment,
  CompatibilityRow,
  EndpointRecord,
} from '../emulator/index.js';
export {
  AssumptionError,
  changePace,
  createClientEnvironment,
  DEFAULT_ACCOUNT_ID,
  findEndpoint,
  findOrStartEndpoint,
  openConsole,
  parseChoices,
  parsePace,
  readReport,
  releaseEndpoint,
  runInForeground,
  stopEndpoint,
  toChoices,
} from '../emulator/index.js';
