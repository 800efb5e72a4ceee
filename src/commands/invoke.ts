import { writeFile } from 'node:fs/promises';
import { findFunction } from '../aws/find-function.js';
import {
  findReport,
  findRoundTrip,
  type InvocationReport,
  type RoundTrip,
} from '../aws/invocation-log.js';
import { type Invocation, invokeFunction } from '../aws/invoke.js';
import { toOwner } from '../aws/ownership.js';
import { waitUntil } from '../aws/wait.js';
import { LabError } from '../errors.js';
import { TOKEN_REFUSED_ERROR_TYPE } from '../iam-auth/index.js';
import type { Palette } from '../ui/palette.js';
import type { Ui } from '../ui/ui.js';
import { type CommandContext, type CommandFlags, withContext } from './context.js';
import { invokeUntilReady, toErrorType } from './invocation/until-ready.js';

export interface InvokeFlags extends CommandFlags {
  readonly payload?: string;
  readonly output?: string;
  readonly count?: string;
}

/** One invocation as in JSON documents. */
interface InvokeResult {
  readonly statusCode: number;
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly log: readonly string[];
  readonly report: InvocationReport | null;
  readonly roundTrip: RoundTrip | null;
}

/** Calls the function, checks the round trip, shows reply and log tail. */
export async function runInvoke(flags: InvokeFlags, ui: Ui): Promise<void> {
  const check = () => {
    toCount(flags.count);
    refuseBadPayload(flags.payload);
  };
  await withContext(
    'invoke',
    flags,
    ui,
    async (ctx) => {
      const count = toCount(flags.count);
      await waitForFunction(ctx);
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
        try {
          refuseFailure(ctx, result);
        } catch (error) {
          for (const line of result.log) ui.note(line);
          throw error;
        }
        results.push(result);
      }
      const last = results.at(-1);
      const invocations = count > 1 ? { invocations: results.map(({ report }) => report) } : {};
      ui.result({ ...ctx.envelope(), ...last, ...invocations }, (palette) =>
        results.map((result) => toText(result, palette)).join(''),
      );
    },
    check,
  );
}

/** The function must be there, ours, and no longer `Pending`: then every call to it is refused. */
async function waitForFunction(ctx: CommandContext): Promise<void> {
  const name = ctx.config.names.function;
  const resource = { kind: 'function', name } as const;
  const found = await waitUntil(
    { resource, signal: ctx.signal, report: ctx.report },
    {
      read: () => findFunction(ctx.aws, name),
      toStatus: ({ configuration }) => configuration.State ?? 'Active',
      pending: ['pending'],
      done: ['active', 'inactive', 'activenoninvocable', 'absent'],
      toReason: ({ configuration }) => configuration.StateReason,
      toHint: () => 'Run `valkey-lab up`: it makes the function anew.',
    },
  );
  if (!found) {
    throw new LabError('RESOURCE_MISSING', `The function ${name} does not exist.`, {
      resource: `function/${name}`,
      hint: 'Run `valkey-lab deploy-function`, or `valkey-lab up`, first.',
    });
  }
  if (toOwner(ctx, found.tags) === 'lab') return;
  throw new LabError('FOREIGN_RESOURCE', `The function ${name} is not this lab's.`, {
    resource: `function/${name}`,
  });
}

function toCount(text: string | undefined): number {
  const count = Number(text ?? 1);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new LabError('CONFIG_INVALID', `--count is "${text}", but it is from 1 to 10000.`);
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

const REFUSED_HINT =
  'Run `valkey-lab status`: it shows what is not as it should be, and `valkey-lab up` mends it. A policy that was just made may need some minutes more.';

function refuseFailure(ctx: CommandContext, result: InvokeResult): void {
  const resource = `function/${ctx.config.names.function}`;
  const { functionError, payload, roundTrip } = result;
  if (functionError !== null) {
    const { errorMessage = '' } = (payload ?? {}) as Record<string, string>;
    const errorType = toErrorType(payload) ?? 'Error';
    const isTimeout = /Task timed out/.test(errorMessage) || errorType === 'Sandbox.Timedout';
    const message = `The function failed: ${errorType}: ${errorMessage}`;
    throw new LabError(isTimeout ? 'FUNCTION_TIMEOUT' : 'FUNCTION_FAILED', message, {
      resource,
      details: result,
      hint: errorType === TOKEN_REFUSED_ERROR_TYPE ? REFUSED_HINT : undefined,
    });
  }
  if (roundTrip && roundTrip.inserted === roundTrip.fetched) return;
  throw new LabError(
    'ROUND_TRIP_FAILED',
    'The function answered, but its log does not say that the value came back from the cache.',
    { resource, details: result },
  );
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
