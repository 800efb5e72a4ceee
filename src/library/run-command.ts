import type { CommandFlags } from '../commands/context.js';
import { createPalette } from '../ui/palette.js';
import type { Ui } from '../ui/ui.js';
import type { LabOptions } from './options.js';

type Command<Flags> = (flags: Flags, ui: Ui) => Promise<void>;

/**
 * Makes a function of a command: its document is what the promise gives, its failure what the promise
 * rejects with (`LabError`, with the failed command's document in `document`).
 */
export function toFunction<Options extends LabOptions, Document, Flags extends CommandFlags>(
  load: () => Promise<Command<Flags>>,
  toFlags: (options: Options) => Flags,
  toPartListener?: (options: Options) => ((document: object) => void) | undefined,
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
      onPart: toPartListener?.(options),
    });
    await run(toFlags(options), ui);
    if (failure) throw failure;
    return document as Document;
  };
}

/** The options that every command has, as commander would give them. */
export function toCommonFlags(options: LabOptions): CommandFlags {
  const { region, profile, lab, local, pace, faults, timeout, envFile } = options;
  const flags = { region, profile, lab, local, pace, faults, timeout, envFile };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

interface Ends {
  readonly onResult: (document: object) => void;
  readonly onFailure: (error: unknown, document: object) => void;
  /** One of many parts of a result that never ends. */
  readonly onPart: ((document: object) => void) | undefined;
}

/** Writes nothing: the caller hears of everything through its options. */
function createSilentUi(options: LabOptions, { onResult, onFailure, onPart }: Ends): Ui {
  const { signal, settings = {}, onProgress, onCall, onNote } = options;
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
    part: (document) => onPart?.(document),
    hasReader: () => true,
  };
}
