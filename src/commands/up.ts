import type { Ui } from '../cli/rendering/ui.js';
import { refuseUnwritable } from '../reports/file.js';
import type { CommandFlags } from './context.js';
import { withRunReport } from './report/run-report.js';
import { runSteps } from './run-steps.js';

export interface UpFlags extends CommandFlags {
  readonly report?: string;
}

/** See `valkey-lab up --help`. */
export async function runUp({ report, ...flags }: UpFlags, ui: Ui): Promise<void> {
  if (report === undefined) return runSteps('up', flags, ui);
  let isWritable = false;
  const reporting = await withRunReport('up', report, ui);
  // A file that cannot be written is wrong usage: said before anything begins, and by itself.
  const watched: Ui = {
    ...reporting,
    fail: (error, document) => (isWritable ? reporting : ui).fail(error, document),
  };
  const check = () => {
    refuseUnwritable(report);
    isWritable = true;
  };
  return runSteps('up', flags, watched, check);
}
