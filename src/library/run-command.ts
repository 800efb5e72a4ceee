import { createPalette } from '../cli/rendering/palette.js';
import type { Ui } from '../cli/rendering/ui.js';
import type { CommandFlags } from '../commands/context.js';
import type { LogLineFacts } from './documents.js';
import type { LabOptions, LogsOptions } from './options.js';

type Command<Flags> = (flags: Flags, ui: Ui) => Promise<void>;

/** Flags that may be given as undefined, which is as if they were not given. */
type Given<Flags> = { readonly [F in keyof Flags]?: Flags[F] | undefined };

/**
 * Makes a function of a command: its document is what the promise gives, its failure what the promise
 * rejects with (`LabError`, with the failed command's document in `document`). `toFlags` is for options
 * that are not flags as they are.
 */
export function toFunction<
  Options extends LabOptions,
  Document,
  Flags extends CommandFlags = CommandFlags,
>(
  load: () => Promise<Command<Flags>>,
  toFlags: (options: Options) => Given<Flags> = (options) => options as unknown as Given<Flags>,
): (options?: Options) => Promise<Document> {
  return async (options = {} as Options) => {
    const run = await load();
    let document: object | undefined;
    let failure: Error | undefined;
    const ui = createSilentUi(options, {
      onResult: (result) => {
        document = result;
      },
      onFailure: (error, failed) => {
        const shown = error instanceof Error ? error : new Error(String(error));
        failure = Object.assign(shown, { document: failed });
      },
    });
    const given = Object.entries(toFlags(options)).filter(([, value]) => value !== undefined);
    await run(Object.fromEntries(given) as Flags, ui);
    if (failure) throw failure;
    return document as Document;
  };
}

interface Ends {
  readonly onResult: (document: object) => void;
  readonly onFailure: (error: unknown, document: object) => void;
}

/** Writes nothing: the caller hears of everything through its options. */
function createSilentUi(options: LabOptions, { onResult, onFailure }: Ends): Ui {
  const { signal, settings = {}, onProgress, onCall, onNote } = options;
  const { onLine } = options as LogsOptions;
  return {
    caller: { signal, settings },
    options: { json: true, quiet: true, verbose: false },
    palette: createPalette({ isTTY: false }, {}),
    program: 'valkey-lab',
    report: (event) => onProgress?.(event),
    call: (call) => onCall?.(call),
    note: (text) => onNote?.(text),
    result: onResult,
    fail: onFailure,
    part: (document) => onLine?.(document as LogLineFacts),
    hasReader: () => true,
  };
}
