import { fold } from './layout.js';
import { toTerminalText } from './palette.js';

/** A stream that may be a terminal. */
export type Screen = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Returns the width of a terminal. Other streams have no width, nor has a pseudo-terminal without a size. */
export function toColumns({ isTTY, columns = 0 }: Screen): number {
  return isTTY && columns > 1 ? columns : Number.POSITIVE_INFINITY;
}

/** Writes a painted text. On a terminal, no line is wider than the terminal. */
export function writeFolded(stream: Screen, painted: string): void {
  stream.write(toTerminalText(fold(painted, toColumns(stream))));
}
