import type { Palette } from '../palette.js';
import { createLines } from './lines.js';
import { createLiveView } from './live-view.js';
import type { Progress, ProgressStream } from './progress.js';

/** A live view on a terminal; else, or with CI set, plain lines. */
export function createProgress(
  stream: ProgressStream,
  env: Readonly<Record<string, string | undefined>>,
  palette: Palette,
): Progress {
  // Pseudo-terminals without a size say 0 columns: there is no line to redraw.
  const isTerminal = stream.isTTY === true && (stream.columns ?? 0) > 1;
  const isInteractive = isTerminal && !env['CI'] && env['TERM'] !== 'dumb';
  return isInteractive ? createLiveView(stream, env, palette) : createLines(stream, palette);
}
