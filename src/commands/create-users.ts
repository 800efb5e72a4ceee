import type { Ui } from '../cli/rendering/ui.js';
import type { CommandFlags } from './context.js';
import { runSteps } from './run-steps.js';

/** See `valkey-lab create-users --help`. */
export const runCreateUsers = (flags: CommandFlags, ui: Ui): Promise<void> =>
  runSteps('create-users', flags, ui);
