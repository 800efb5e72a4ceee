import type { ProgressEvent } from '../../../actions/results.js';
import type { Screen } from '../screen.js';

/** Shows progress: a live view on a terminal, otherwise a plain line for each change. */
export interface Progress {
  /** Shows an event. With `isBrief`, no line about a finished resource stays. */
  report(event: ProgressEvent, options?: { readonly isBrief: boolean }): void;
  /** Prints a permanent line, above the live view if there is one. */
  print(text: string): void;
  end(): void;
}

/** The stream for progress. A terminal has a size, which may change. */
export type ProgressStream = Screen & { readonly rows?: number };
