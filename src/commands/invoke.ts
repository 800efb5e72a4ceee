import { writeFile } from 'node:fs/promises';
import { toCount } from '../actions/invocation/count.js';
import { findFailure } from '../actions/invocation/failure.js';
import { findInvocable } from '../actions/invocation/invocable.js';
import type { InvokeResult } from '../actions/invocation/result.js';
import { invokeUntilReady } from '../actions/invocation/until-ready.js';
import { findReport, findRoundTrip } from '../aws/invocation-log.js';
import { type Invocation, invokeFunction } from '../aws/invoke.js';
import type { Palette } from '../cli/rendering/palette.js';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { refuseUnwritable } from '../reports/file.js';
import { type CommandFlags, toNextLines, withContext } from './context.js';

export interface InvokeFlags extends CommandFlags {
  readonly payload?: string;
  readonly output?: string;
  readonly count?: string;
}

/** Calls the function, checks the round trip, shows reply and log tail. */
export async function runInvoke(flags: InvokeFlags, ui: Ui): Promise<void> {
  const check = () => {
    toCount('--count', flags.count ?? '1', 10_000);
    refuseBadPayload(flags.payload);
    const written = { what: 'file', option: '--output' };
    if (flags.output !== undefined) refuseUnwritable(flags.output, written);
  };
  await withContext(
    'invoke',
    flags,
    ui,
    async (ctx) => {
      const count = toCount('--count', flags.count ?? '1', 10_000);
      await findInvocable(ctx);
      const call = () => invokeFunction(ctx.aws, ctx.config.names.function, flags.payload);
      const resource = { kind: 'function', name: ctx.config.names.function } as const;
      const results: InvokeResult[] = [];
      for (let run = 0; run < count; run += 1) {
        ctx.signal.throwIfAborted();
        // A series is a measurement: what fails in it is shown as it is.
        const invocation =
          count > 1 ? await call() : await invokeUntilReady({ ...ctx, resource }, call);
        if (flags.output) await writeOutput(flags.output, invocation.payloadText);
        const result = toResult(invocation);
        const failure = findFailure(ctx.config.names.function, result);
        if (failure) {
          for (const line of result.log) ui.note(line);
          throw failure;
        }
        results.push(result);
      }
      const last = results.at(-1);
      const invocations = count > 1 ? { invocations: results.map(({ report }) => report) } : {};
      ui.result({ ...ctx.envelope(), ...last, ...invocations }, (palette) => {
        const next = toNextLines([['down', 'remove everything again']], ctx.flags, ui.program);
        const texts = results.map((result) => toText(result, palette));
        return `${texts.join('')}\n${next.join('\n')}\n`;
      });
    },
    check,
  );
}

function refuseBadPayload(payload: string | undefined): void {
  if (payload === undefined) return;
  try {
    JSON.parse(payload);
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

function toResult({ statusCode, functionError, payload, log }: Invocation): InvokeResult {
  return {
    statusCode,
    functionError,
    payload,
    log,
    report: findReport(log),
    roundTrip: findRoundTrip(log),
  };
}

function toText({ payload, log, report }: InvokeResult, palette: Palette): string {
  const lines = log.map((line) =>
    line.includes('Success: Inserted') ? palette.green(line) : palette.dim(line),
  );
  lines.push(`Reply     ${JSON.stringify(payload)}`);
  if (report) {
    const init = report.initDurationMs === null ? 'warm' : `cold, init ${report.initDurationMs} ms`;
    lines.push(`Duration  ${report.durationMs} ms (${init}), memory ${report.maxMemoryUsedMb} MB`);
  }
  return `${lines.join('\n')}\n`;
}
