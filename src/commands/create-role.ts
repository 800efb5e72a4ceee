import type { Ui } from '../cli/rendering/ui.js';
import type { CommandFlags } from './context.js';
import { runSteps } from './run-steps.js';

/** See `valkey-lab create-role --help`. */
export const runCreateRole = (flags: CommandFlags, ui: Ui): Promise<void> =>
  runSteps('create-role', flags, ui);
