import type { Ui } from '../cli/rendering/ui.js';
import type { CommandFlags } from './context.js';
import { runSteps } from './run-steps.js';

/** See `valkey-lab create-cache --help`. */
export const runCreateCache = (flags: CommandFlags, ui: Ui): Promise<void> =>
  runSteps('create-cache', flags, ui);
