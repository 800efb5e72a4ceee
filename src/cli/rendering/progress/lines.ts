import type { WaitingEvent } from '../../../actions/results.js';
import { toDurationText } from '../format.js';
import type { Palette } from '../palette.js';
import { writeFolded } from '../screen.js';
import { toLine, toName, toStatus } from './event-text.js';
import type { Progress, ProgressStream } from './progress.js';

/** Returns the time between two lines about the same wait. Long waits get fewer lines. */
function toQuietMs(elapsedMs: number): number {
  if (elapsedMs < 60_000) return 10_000;
  return elapsedMs < 300_000 ? 30_000 : 60_000;
}

/** Creates progress that prints a plain line for each change, and from time to time a line for a long wait. */
export function createLines(stream: ProgressStream, palette: Palette): Progress {
  const lastSaidMs = new Map<string, number>();
  const print = (text: string) => writeFolded(stream, `${text}\n`);
  const sayWait = (event: WaitingEvent) => {
    const key = `${toName(event.resource)} ${event.status}`;
    const last = lastSaidMs.get(key);
    // A wait whose elapsed time is shorter than before is a new wait.
    const isSameWait = last !== undefined && event.elapsedMs >= last;
    if (isSameWait && event.elapsedMs - last < toQuietMs(last)) return;
    lastSaidMs.set(key, event.elapsedMs);
    const head = `${palette.cyan('…')} ${toName(event.resource)}:`;
    if (!isSameWait) print(`${head} ${event.status}`);
    else print(`${head} still ${toStatus(event)} (${toDurationText(event.elapsedMs)} elapsed)`);
  };
  return {
    print,
    end() {},
    report(event, options) {
      if (event.type === 'waiting') sayWait(event);
      const line = toLine(event, palette, options);
      if (line !== undefined) print(line);
    },
  };
}
