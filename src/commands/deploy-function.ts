import type { Ui } from '../cli/rendering/ui.js';
import type { CommandFlags } from './context.js';
import { runSteps } from './run-steps.js';

/** See `valkey-lab deploy-function --help`. */
export const runDeployFunction = (flags: CommandFlags, ui: Ui): Promise<void> =>
  runSteps('deploy-function', flags, ui);
