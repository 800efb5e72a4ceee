import { setTimeout as sleepFor } from 'node:timers/promises';
import { type ErrorCode, LabError } from '../errors.js';
import type { RunOptions, RunWatch } from '../session/run.js';
import type { CommandSpec, OptionSpec, Values, View } from './command.js';
import { toCommandLine } from './command-line.js';
import type { CommonValues } from './common-options.js';
import { NOTHING_KNOWN, renderFailure, toFailureDocument } from './rendering/failure.js';
import { createOutput } from './rendering/output.js';
import { explainInterruption, isInterruption, onSignals, toInterruption } from './signals.js';

/** An interrupted program must exit within 2 s: time for calls in flight, then time to read what exists. */
const IN_FLIGHT_MS = 400;
const LOOK_MS = 900;
/** How long calls in flight may take after the time limit. Their results make the report complete. */
const OVERTIME_MS = 5_000;

/**
 * Runs a command, shows its result or failure, and sets the exit code.
 *
 * Signals and the time limit end all waits. After a signal, the program says what exists and exits within 2 s; a second
 * signal makes it exit at once. The command also fails when the process ends early, after an uncaught error or because
 * a promise never settles.
 */
export async function runCommand<S extends Readonly<Record<string, OptionSpec<unknown>>>, Result>(
  spec: CommandSpec<S, Result>,
  name: string,
  values: Values<S> & CommonValues,
): Promise<void> {
  const started = performance.now();
  const { json = false, quiet = false, verbose = false } = values;
  const jsonLines = spec.hasJsonLines?.(values) ?? false;
  const { stdout, stderr, env } = process;
  const output = createOutput(
    { json, quiet, verbose, jsonLines, isBrief: spec.isBrief ?? false },
    { stdout, stderr, env },
  );
  const { palette, columns } = output;
  const local = spec.isLocal?.(values) ?? values.local;
  const view: View = { palette, columns, line: toCommandLine({ ...values, local }) };
  // Programs read the JSON document, so its commands do not depend on how the user called this program.
  const jsonView: View = { ...view, line: { ...view.line, program: 'valkey-lab' } };
  const typed = toTypedWords(name, spec.argument, values);
  const stop = new AbortController();
  let run: RunWatch | undefined;
  let isOver = false;
  let leaving: Promise<void> | undefined;

  const noteBeside = (result: Partial<Result>) => {
    for (const line of spec.renderNotes?.(result, output.errorColumns) ?? []) output.note(line);
  };
  const show = (result: Result) => {
    if (json) output.document({ command: name, ok: true, ...spec.toDocument(result, jsonView) });
    else
      output.lines(spec.render(result, view), { isVerbatim: spec.isVerbatim?.(result) ?? false });
    noteBeside(result);
  };
  const fail = (error: unknown) => {
    if (isOver) return;
    isOver = true;
    process.exitCode = error instanceof LabError ? error.exitCode : 1;
    const result = error instanceof LabError ? error.result : {};
    if (!json && hasResult<Result>(error, spec.verdicts)) {
      output.lines(spec.render(error.result, view));
    }
    noteBeside(result);
    if (json) {
      const { facts = NOTHING_KNOWN, resources = [] } = run ?? {};
      const elapsedMs = Math.round(performance.now() - started);
      const members = spec.toFailureMembers?.(result, jsonView) ?? {};
      const failed = { command: name, facts, resources, elapsedMs, members };
      output.document(toFailureDocument(error, failed, jsonView.line));
    }
    // Show the stack of a bug with --json too.
    if (!json || !(error instanceof LabError)) {
      output.complain(renderFailure(error, view.line, output.errorPalette));
    }
  };
  const leave = async (reason: LabError) => {
    const isInterrupt = isInterruption(reason);
    const failing = running.then(
      () => undefined,
      (error: unknown) => error,
    );
    const { cleanUpMs = 0 } = spec;
    const withinMs = (isInterrupt ? IN_FLIGHT_MS : OVERTIME_MS) + cleanUpMs;
    const failure = await within(withinMs, failing);
    if (isOver) return;
    // The action may know a better next step after the time limit.
    const isOwn = failure instanceof LabError && failure.code === reason.code;
    if (!isInterrupt) return end(isOwn ? failure : reason);
    // A command without a lab has nothing to read: give it the time to end instead.
    const look = run?.findExisting() ?? running.then(() => undefined);
    const existing = await within(LOOK_MS, look);
    end(explainInterruption(reason, { command: typed, existing }));
  };
  const end = (reason: LabError) => {
    // The command has ended in the meantime.
    if (isOver) return;
    fail(reason);
    process.exit(reason.exitCode);
  };
  const options: Values<S> & RunOptions = {
    ...values,
    signal: stop.signal,
    onProgress: output.report,
    onCall: output.call,
    onNote: output.note,
    watch(watched) {
      run = watched;
      watched.signal.addEventListener('abort', () => {
        const { reason } = watched.signal;
        if (reason instanceof LabError) leaving ??= leave(reason);
      });
    },
  };
  const running = (async () => {
    const result = await spec.act(options, output);
    if (result !== undefined) show(result);
    isOver = true;
  })();
  let isInterrupted = false;
  const ignoreSignals = onSignals((signal) => {
    const reason = toInterruption(signal);
    if (isInterrupted) {
      end(explainInterruption(reason, { command: typed, existing: undefined }));
      process.exit();
    }
    isInterrupted = true;
    stop.abort(reason);
    leaving ??= leave(reason);
  });
  const onExit = () => fail(new Error('The program ended before the command finished.'));
  process.once('exit', onExit);
  try {
    await running;
  } catch (error) {
    await leaving;
    fail(error);
  } finally {
    ignoreSignals();
    process.off('exit', onExit);
  }
}

/** Returns the words that run the command again. An argument with choices is one of them; another one may be a secret. */
function toTypedWords(
  name: string,
  argument: { readonly name: string; readonly choices?: readonly string[] } | undefined,
  values: Readonly<Record<string, unknown>>,
): string {
  const value = argument?.choices && values[argument.name.replace(/\W/g, '')];
  return typeof value === 'string' ? `${name} ${value}` : name;
}

function hasResult<Result>(
  error: unknown,
  verdicts: readonly ErrorCode[] = [],
): error is { readonly result: Result } {
  return error instanceof LabError && verdicts.includes(error.code);
}

/** Waits for a value at most `ms` milliseconds. Returns undefined when it takes longer or rejects. */
async function within<T>(ms: number, value: Promise<T>): Promise<T | undefined> {
  const ending = new AbortController();
  const late = sleepFor(ms, undefined, { signal: ending.signal });
  try {
    return await Promise.race([value, late]);
  } catch {
    return undefined;
  } finally {
    ending.abort();
    late.catch(() => {});
  }
}
