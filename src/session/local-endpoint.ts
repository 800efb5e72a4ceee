/**
 * What the commands need of the emulator. They load this file when they run with `--local`: the bundle then leaves out
 * the endpoint itself, which runs in a process of its own.
 */
export {
  findEndpoint,
  findOrStartEndpoint,
  parsePace,
  releaseEndpoint,
  runInForeground,
  stopEndpoint,
} from '../emulator/index.js';
