import type { AwsCall, ProgressEvent } from '../../actions/results.js';
import { createPalette, type Palette, toTerminalText } from './palette.js';
import { toJsonText } from './plain-text.js';
import { createProgress } from './progress/create.js';
import type { Progress } from './progress/progress.js';

/** How a person wants to be told. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** With `json`: one document a line, for a result that has no end. */
  readonly jsonLines?: boolean;
}

/** Where things are written, and what kind of place that is. */
export interface OutputStreams {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The only writer to the terminal: stdout has the result, stderr the progress. */
export interface Output {
  readonly options: OutputOptions;
  /** For text on stdout, and for text on stderr. */
  readonly palette: Palette;
  readonly errorPalette: Palette;
  report(event: ProgressEvent): void;
  call(call: AwsCall): void;
  /** A line on stderr, unless it is to be quiet. */
  note(text: string): void;
  /** A text on stderr, whatever the options. */
  complain(text: string): void;
  /** A document on stdout. Progress ends. */
  document(document: object): void;
  /** Text on stdout. Progress ends. */
  text(text: string): void;
  /** One of many parts of a result: a line, with `json` a document on a line. */
  part(document: object, text: string): void;
  /** Whether somebody still reads stdout: `| head` ends. */
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
    else stderr.write(toTerminalText(`${text}\n`));
  };
  let hasReader = true;
  stdout.once('error', () => {
    hasReader = false;
  });
  return {
    ...{ options, palette, errorPalette },
    report: (event) => progress?.report(event),
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
      stderr.write(toTerminalText(`${text}\n`));
    },
    document(document) {
      progress?.end();
      stdout.write(`${toJsonText(document, options.jsonLines ? undefined : 2)}\n`);
    },
    text(text) {
      progress?.end();
      stdout.write(toTerminalText(text));
    },
    part(document, text) {
      stdout.write(options.json ? `${toJsonText(document)}\n` : toTerminalText(`${text}\n`));
    },
    hasReader: () => hasReader,
  };
}
