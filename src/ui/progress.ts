import type { Ora } from 'ora';
import type { ProgressEvent, ResourceId, ResourceReport } from '../plan/events.js';
import { toDurationText } from './format.js';
import { hasColors, type Palette } from './palette.js';

/** Shows progress: a spinner on a terminal, else a plain line for each event. */
export interface Progress {
  report(event: ProgressEvent): void;
  /** A line above the spinner, or just a line. */
  print(text: string): void;
  end(): void;
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** A plain wait says that it goes on every so often. */
const STILL_EVERY_MS = 10_000;

export function createProgress(
  stream: Stream,
  env: Readonly<Record<string, string | undefined>>,
  palette: Palette,
): Progress {
  // Pseudo-terminals without a size say 0 columns: there is no line to redraw.
  const isTerminal = stream.isTTY === true && (stream.columns ?? 0) > 1;
  const isInteractive = isTerminal && !env['CI'] && env['TERM'] !== 'dumb';
  return isInteractive ? createSpinner(stream, env, palette) : createLines(stream, palette);
}

function createLines(stream: Stream, palette: Palette): Progress {
  const lastSaidMs = new Map<string, number>();
  const print = (text: string) => void stream.write(`${text}\n`);
  return {
    print,
    end() {},
    report(event) {
      if (event.type !== 'waiting') {
        const line = toLine(event, palette);
        if (line) print(line);
        return;
      }
      const key = toName(event.resource);
      const last = lastSaidMs.get(`${key} ${event.status}`);
      const isSameWait = last !== undefined && event.elapsedMs >= last;
      if (isSameWait && event.elapsedMs - last < STILL_EVERY_MS) return;
      lastSaidMs.set(`${key} ${event.status}`, event.elapsedMs);
      const elapsed = event.elapsedMs > 0 ? ` (${toDurationText(event.elapsedMs)})` : '';
      print(`${palette.cyan('…')} ${key}: ${event.status}${elapsed}`);
    },
  };
}

function createSpinner(
  stream: Stream,
  env: Readonly<Record<string, string | undefined>>,
  palette: Palette,
): Progress {
  const running = new Map<string, { startedMs: number; status: string }>();
  let spinner: Ora | undefined;
  let isOver = false;
  const toText = () => {
    const parts = [...running].map(([name, { startedMs, status }]) => {
      return `${name}: ${status} (${toDurationText(performance.now() - startedMs)})`;
    });
    const text = parts.join(' · ');
    const width = (stream.columns ?? 80) - 4;
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
  };
  const refresh = () => {
    if (spinner) spinner.text = toText();
  };
  const timer = setInterval(refresh, 200);
  timer.unref();
  const ready = import('ora').then(({ default: ora }) => {
    if (isOver) return;
    // Signals are the command's business, and stdin nobody's.
    spinner = ora({
      stream,
      discardStdin: false,
      color: hasColors(stream, env) ? 'cyan' : false,
      text: toText(),
    });
    if (running.size > 0) spinner.start();
  });
  ready.catch(() => {});
  const print = (text: string) => {
    spinner?.clear();
    stream.write(`${text}\n`);
    if (spinner?.isSpinning) spinner.render();
  };
  return {
    print,
    end() {
      isOver = true;
      clearInterval(timer);
      spinner?.stop();
    },
    report(event) {
      const line = event.type === 'waiting' ? undefined : toLine(event, palette);
      if (line) print(line);
      track(running, event);
      refresh();
      if (running.size === 0) spinner?.stop();
      else if (spinner && !spinner.isSpinning && !isOver) spinner.start();
    },
  };
}

function track(
  running: Map<string, { startedMs: number; status: string }>,
  event: ProgressEvent,
): void {
  if (event.type === 'started') {
    const status = event.doing === 'ensure' ? 'making' : 'deleting';
    running.set(toName(event.resource), { startedMs: performance.now(), status });
  }
  if (event.type === 'waiting') {
    const name = toName(event.resource);
    const startedMs = running.get(name)?.startedMs ?? performance.now() - event.elapsedMs;
    running.set(name, { startedMs, status: event.status });
  }
  if (event.type === 'finished') running.delete(toName(event.report));
  if (event.type === 'failed') running.delete(toName(event.resource));
}

function toName({ kind, name }: ResourceId): string {
  return `${kind} ${name}`;
}

function toLine(event: ProgressEvent, palette: Palette): string | undefined {
  if (event.type === 'note') return palette.yellow(event.text);
  if (event.type === 'failed') {
    return `${palette.red('✗')} ${toName(event.resource)}: ${event.message}`;
  }
  if (event.type === 'finished') return toFinishedLine(event.report, palette);
  return undefined;
}

const CHANGED: readonly string[] = ['created', 'updated', 'deleted'];

function toFinishedLine(report: ResourceReport, palette: Palette): string {
  const mark = CHANGED.includes(report.action) ? palette.green('✓') : palette.dim('·');
  const elapsed = CHANGED.includes(report.action) ? ` (${toDurationText(report.elapsedMs)})` : '';
  return `${mark} ${toName(report)}: ${report.action}${elapsed}`;
}
