import type { Ui } from '../ui/ui.js';
import type { CommandFlags } from './context.js';
import { runSteps } from './run-steps.js';

/** See `valkey-lab up --help`. */
export const runUp = (flags: CommandFlags, ui: Ui): Promise<void> => runSteps('up', flags, ui);
