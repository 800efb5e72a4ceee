import type { Palette } from '../palette.js';
import { createLines } from './lines.js';
import { createLiveView } from './live-view.js';
import type { Progress, ProgressStream } from './progress.js';

/** Creates a live view for a terminal. Creates plain lines for other streams, and when CI is set. */
export function createProgress(
  stream: ProgressStream,
  env: Readonly<Record<string, string | undefined>>,
  palette: Palette,
): Progress {
  // A pseudo-terminal without a size reports 0 columns, so a live view cannot redraw its lines.
  const isTerminal = stream.isTTY === true && (stream.columns ?? 0) > 1;
  const isInteractive = isTerminal && !env['CI'] && env['TERM'] !== 'dumb';
  return isInteractive ? createLiveView(stream, env, palette) : createLines(stream, palette);
}
