import type { AwsCall } from '../../aws/aws-call.js';
import type { ProgressEvent } from '../../engine/events.js';
import { LabError } from '../../errors.js';
import { createPalette, type Palette, toTerminalText } from './palette.js';
import { toJsonText } from './plain-text.js';
import { createProgress, type Progress } from './progress.js';

/** How a person wants to be told. */
export interface UiOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** With `json`: one document a line, for a result that has no end. */
  readonly jsonLines?: boolean;
}

/** Where things are written, and what kind of place that is. */
export interface UiStreams {
  /** What a person types to call the program. */
  readonly program: string;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program that runs a command, instead of a person. */
export interface Caller {
  /** Ends the command's waits. */
  readonly signal: AbortSignal | undefined;
  /** Variables that win over the environment's. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The only writer to the terminal: stdout has the result, stderr the progress. */
export interface Ui {
  /** Whoever has the signals and hears of failures, when that is not a person. */
  readonly caller?: Caller;
  readonly options: UiOptions;
  readonly palette: Palette;
  readonly program: string;
  report(event: ProgressEvent): void;
  call(call: AwsCall): void;
  note(text: string): void;
  /** The result: `document` with --json, else the text that `toText` makes. */
  result(document: object, toText: (palette: Palette) => string): void;
  /** A failure: shown on stderr; with --json `document` is the one document on stdout. */
  fail(error: unknown, document: object): void;
  /** One of many parts of a result, wanted at once: a line, with --json a document on a line. */
  part(document: object, toText: () => string): void;
  /** Whether somebody still reads stdout: `| head` ends. */
  hasReader(): boolean;
}

export function createUi(options: UiOptions, streams: UiStreams): Ui {
  const { stdout, stderr, env, program } = streams;
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
    options,
    palette,
    program,
    report: (event) => progress?.report(event),
    call(call) {
      if (!options.verbose) return;
      const { service, operation, status, elapsedMs, attempts } = call;
      const tries = attempts > 1 ? ` (${attempts} attempts)` : '';
      say(errorPalette.dim(`${service} ${operation} ${status} ${elapsedMs} ms${tries}`));
    },
    note(text) {
      if (!options.quiet) say(errorPalette.dim(text));
    },
    result(document, toText) {
      progress?.end();
      const text = options.json ? `${toJsonText(document, 2)}\n` : toTerminalText(toText(palette));
      stdout.write(text);
    },
    fail(error, document) {
      progress?.end();
      const indent = options.jsonLines ? undefined : 2;
      if (options.json) stdout.write(`${toJsonText(document, indent)}\n`);
      // A bug shows its stack, whoever reads stdout.
      if (!options.json || !(error instanceof LabError)) {
        stderr.write(toTerminalText(`${toErrorText(error, program, errorPalette)}\n`));
      }
    },
    part(document, toText) {
      stdout.write(`${options.json ? toJsonText(document) : toTerminalText(toText())}\n`);
    },
    hasReader: () => hasReader,
  };
}

function toErrorText(error: unknown, program: string, palette: Palette): string {
  if (!(error instanceof LabError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${palette.red('This is a bug in valkey-lab:')} ${text}`;
  }
  const lines = [`${palette.red('Error')} ${palette.bold(error.code)}: ${error.message}`];
  if (error.aws) {
    const { service, operation, code, requestId } = error.aws;
    lines.push(palette.dim(`  AWS: ${service} ${operation}, ${code}, request ${requestId ?? '–'}`));
  }
  lines.push(
    `  ${palette.cyan('Next:')} ${error.hint.replaceAll('`valkey-lab ', `\`${program} `)}`,
  );
  return lines.join('\n');
}
