import { writeFile } from 'node:fs/promises';
import { invokeFunction } from '../../aws/invoke.js';
import { LabError } from '../../errors.js';
import { refuseUnwritable } from '../../reports/file.js';
import { withNamedFunction } from '../../session/function-subject.js';
import { type Session, toPlace } from '../../session/session.js';
import type { Action } from '../action.js';
import { refuseBadCount } from '../count.js';
import { openExisting } from '../open-session.js';
import type { InvokeOptions } from '../options.js';
import type { InvocationResult, InvokeResult } from '../results.js';
import { findFailure } from './failure.js';
import { findInvocable, refuseVacant } from './invocable.js';
import { invokePatiently } from './patiently.js';
import { toInvocationResult } from './result.js';

const MOST = 10_000;

/** Invokes the function `count` times, and checks each round trip of the proof function through the cache. */
async function invokeLab(opened: Session, options: InvokeOptions): Promise<InvokeResult> {
  const { count = 1, output, onInvocation } = options;
  const session = withNamedFunction(opened, options.function);
  const name = session.config.names.function;
  const event = toEvent(options);
  const found = await findInvocable(session);
  const results: InvocationResult[] = [];
  for (let index = 0; index < count; index += 1) {
    session.signal.throwIfAborted();
    // A series is a measurement, so its failures are not retried.
    const invocation =
      count > 1
        ? await invokeFunction(session.aws, name, event)
        : await invokePatiently(session, found, event);
    if (output !== undefined) await writeOutput(output, invocation.payloadText);
    const result = toInvocationResult(invocation, session);
    const failure = findFailure(session, result);
    if (failure) {
      for (const line of result.log) session.note(line);
      throw failure;
    }
    results.push(result);
    onInvocation?.(result);
  }
  const last = results.at(-1);
  if (!last) throw new Error('There was no invocation.');
  const place = toPlace(session);
  return count > 1
    ? { ...place, ...last, invocations: results.map(({ report }) => report) }
    : { ...place, ...last };
}

function toEvent({ payload, payloadJson }: InvokeOptions): string | undefined {
  return payloadJson ?? (payload === undefined ? undefined : JSON.stringify(payload));
}

function refuseBadPayload({ payloadJson }: InvokeOptions): void {
  if (payloadJson === undefined) return;
  try {
    JSON.parse(payloadJson);
  } catch (error) {
    throw new LabError('CONFIG_INVALID', `--payload is not JSON: ${(error as Error).message}.`, {
      hint: `Quote it for the shell: --payload '{"key":"value"}'.`,
    });
  }
}

async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new LabError('OUTPUT_UNWRITABLE', `The file ${file} cannot be written (${code}).`);
  }
}

export const invoke: Action<Session, InvokeOptions, InvokeResult> = {
  open: openExisting,
  check(options) {
    refuseBadCount('--count', options.count, MOST);
    refuseBadPayload(options);
    const { output } = options;
    if (output !== undefined) refuseUnwritable(output, { what: 'file', option: '--output' });
  },
  act: invokeLab,
  actVacant: (session, options) => refuseVacant(withNamedFunction(session, options.function)),
};
