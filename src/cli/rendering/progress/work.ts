import type { PlannedResource, ProgressEvent } from '../../../actions/results.js';
import { toDurationText } from '../format.js';
import type { Palette } from '../palette.js';
import { toName, toStatus } from './event-text.js';

/** The known work of a run: finished steps, running steps, and waiting steps with what they wait for. */
export interface Work {
  note(event: ProgressEvent): void;
  /** Whether a step is running. */
  isRunning(): boolean;
  /** Returns lines that fit the terminal: a summary, then the running and the waiting steps. */
  toLines(size: { readonly columns: number; readonly rows: number }, palette: Palette): string[];
}

interface Running {
  readonly sinceMs: number;
  readonly status: string;
}

/**
 * Creates the work of a run.
 * @param now a monotonic clock in milliseconds
 */
export function createWork(now: () => number): Work {
  const started = now();
  const running = new Map<string, Running>();
  const planned = new Map<string, PlannedResource>();
  const done = new Set<string>();
  const end = (name: string) => {
    running.delete(name);
    done.add(name);
  };
  return {
    note(event) {
      if (event.type === 'planned') {
        for (const step of event.resources) planned.set(toName(step.resource), step);
      }
      if (event.type === 'started') {
        const status = event.doing === 'ensure' ? 'making' : 'deleting';
        running.set(toName(event.resource), { sinceMs: now(), status });
      }
      if (event.type === 'waiting') {
        const name = toName(event.resource);
        const sinceMs = running.get(name)?.sinceMs ?? now() - event.elapsedMs;
        running.set(name, { sinceMs, status: toStatus(event) });
      }
      if (event.type === 'finished') end(toName(event.report));
      if (event.type === 'failed') end(toName(event.resource));
    },
    isRunning: () => running.size > 0,
    toLines({ columns, rows }, palette) {
      const time = toDurationText(now() - started);
      const head =
        planned.size > 0 ? `${done.size} of ${planned.size} done, ${time}` : `working, ${time}`;
      const work = [
        ...[...running].map(([name, { status, sinceMs }]) => ({
          ...{ name, status, time: toDurationText(now() - sinceMs), isWaiting: false },
        })),
        ...[...planned].flatMap(([name, { after }]) => {
          if (running.has(name) || done.has(name)) return [];
          const missing = after.map(toName).filter((other) => !done.has(other));
          const status = missing.length > 0 ? `after ${missing.join(', ')}` : 'comes next';
          return [{ name, status, time: '', isWaiting: true }];
        }),
      ];
      const room = Math.max(1, rows - 3);
      const shown = work.length > room ? work.slice(0, room - 1) : work;
      const nameWidth = Math.min(
        Math.max(...shown.map(({ name }) => name.length), 0),
        Math.max(12, Math.floor(columns / 2) - 4),
      );
      const isNarrow = columns < NARROW;
      const timeWidth = Math.max(...shown.map((one) => one.time.length), 0);
      const lines = shown.map(({ name, status, time: since, isWaiting }) => {
        if (isNarrow) return cut(`  ${name}: ${status}`, columns - 1);
        const cell = cut(name, nameWidth).padEnd(nameWidth);
        const left = cut(status, columns - nameWidth - timeWidth - 7);
        const gone = since.padStart(timeWidth);
        return isWaiting
          ? palette.dim(`  ${cell}  ${gone}  ${left}`)
          : `  ${cell}  ${palette.dim(gone)}  ${left}`;
      });
      if (shown.length < work.length) lines.push(`  and ${work.length - shown.length} more`);
      return [cut(head, columns - 3), ...lines];
    },
  };
}

/** Below this width, in characters, the view has no columns. */
const NARROW = 50;

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
