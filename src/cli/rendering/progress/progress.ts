import type { ProgressEvent } from '../../../actions/results.js';

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
