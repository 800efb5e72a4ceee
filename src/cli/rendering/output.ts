import type { AwsCall, ProgressEvent } from '../../actions/results.js';
import { createPalette, type Palette, toTerminalText } from './palette.js';
import { toJsonText } from './plain-text.js';
import { createProgress } from './progress/create.js';
import type { Progress } from './progress/progress.js';
import { type Screen, toColumns, writeFolded } from './screen.js';

/** The user's choices about the output. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** With `json`: print one document per line, for results without an end. */
  readonly jsonLines?: boolean;
  /** The result lists the resources, so the progress does not. */
  readonly isBrief?: boolean;
}

/** The streams to write to, and the environment, which decides about colours. */
export interface OutputStreams {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The only writer to the terminal. The result goes to stdout, progress to stderr. */
export interface Output {
  readonly options: OutputOptions;
  /** Colours for stdout. */
  readonly palette: Palette;
  /** The width of stdout; infinite if it is no terminal. */
  readonly columns: number;
  /** Colours and width for stderr. */
  readonly errorPalette: Palette;
  readonly errorColumns: number;
  report(event: ProgressEvent): void;
  call(call: AwsCall): void;
  /** Writes a line to stderr, except with `quiet`. */
  note(text: string): void;
  /** Writes a text to stderr, with `quiet` too. Ends the progress. */
  complain(text: string): void;
  /** Ends the progress, because another program writes to the terminal from now on. */
  handOver(): void;
  /** Writes a document to stdout. Ends the progress. */
  document(document: object): void;
  /** Writes lines to stdout, wrapped to its width unless `isVerbatim`. Ends the progress. */
  lines(lines: readonly string[], options?: { readonly isVerbatim?: boolean }): void;
  /** Writes one of many parts of a result to stdout: the text, or with `json` the document on one line. */
  part(document: object, text: string): void;
  /** Whether stdout still has a reader. Programs such as `head` stop reading early. */
  hasReader(): boolean;
}

export function createOutput(options: OutputOptions, streams: OutputStreams): Output {
  const { stdout, stderr, env } = streams;
  const palette = createPalette(stdout, env);
  const errorPalette = createPalette(stderr, env);
  const progress: Progress | undefined = options.quiet
    ? undefined
    : createProgress(stderr, env, errorPalette);
  const say = (text: string) => {
    if (progress) progress.print(text);
    else writeFolded(stderr, `${text}\n`);
  };
  let hasReader = true;
  stdout.once('error', () => {
    hasReader = false;
  });
  return {
    ...{ options, palette, errorPalette, columns: toColumns(stdout) },
    errorColumns: toColumns(stderr),
    report: (event) => progress?.report(event, { isBrief: options.isBrief ?? false }),
    call({ service, operation, status, elapsedMs, attempts }) {
      if (!options.verbose) return;
      const tries = attempts > 1 ? ` (${attempts} attempts)` : '';
      say(errorPalette.dim(`${service} ${operation} ${status} ${elapsedMs} ms${tries}`));
    },
    note(text) {
      if (!options.quiet) say(errorPalette.dim(text));
    },
    complain(text) {
      progress?.end();
      writeFolded(stderr, `${text}\n`);
    },
    handOver: () => progress?.end(),
    document(document) {
      progress?.end();
      stdout.write(`${toJsonText(document, options.jsonLines ? undefined : 2)}\n`);
    },
    lines(lines, { isVerbatim = false } = {}) {
      progress?.end();
      const text = lines.map((line) => `${line}\n`).join('');
      if (isVerbatim) stdout.write(toTerminalText(text));
      else writeFolded(stdout, text);
    },
    part(document, text) {
      if (options.json) stdout.write(`${toJsonText(document)}\n`);
      else writeFolded(stdout, `${text}\n`);
    },
    hasReader: () => hasReader,
  };
}
