import type { ProgressEvent } from '../../engine/events.js';
import type { Palette } from './palette.js';
import { createLines } from './progress/lines.js';
import { createLiveView } from './progress/live-view.js';

/** Shows progress: the work going on, redrawn, on a terminal; else a plain line for each change. */
export interface Progress {
  report(event: ProgressEvent): void;
  /** A line above what is redrawn, or just a line. */
  print(text: string): void;
  end(): void;
}

/** Where progress is written: a terminal has a size, which may change. */
export type ProgressStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

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
