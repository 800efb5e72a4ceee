import { isAwsError } from '../aws/errors.js';
import { type LogLine, type LogQuery, readLogLines } from '../aws/log-events.js';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { parseDuration } from '../session/config/duration.js';
import { type CommandContext, type CommandFlags, withContext } from './context.js';
import { NO_LIMIT } from './session/flags.js';

export interface LogsFlags extends CommandFlags {
  readonly follow?: boolean;
  readonly since?: string;
}

/** As far back as `aws logs tail` looks. */
const DEFAULT_SINCE = '10m';

/** Shows the function's log lines; with --follow those to come too, until Ctrl-C. */
export async function runLogs(flags: LogsFlags, ui: Ui): Promise<void> {
  const unlimited = flags.follow ? { ...flags, timeout: flags.timeout ?? NO_LIMIT } : flags;
  const check = () => void toSinceMs(flags.since);
  await withContext('logs', unlimited, ui, (ctx) => showLogs(ctx, flags, ui), check);
}

async function showLogs(ctx: CommandContext, flags: LogsFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  const query = {
    logGroup: ctx.config.names.logGroup,
    sinceMs: Date.now() - toSinceMs(flags.since),
    signal: ctx.signal,
  };
  if (flags.follow) return followLogs(ctx, query, ui);
  const lines = await withGroup(ctx, async () => {
    const pages: LogLine[][] = [];
    for await (const page of readLogLines(ctx.aws, query)) pages.push(page);
    return pages.flat();
  });
  const document = {
    ...ctx.envelope(),
    logGroup: query.logGroup,
    since: new Date(query.sinceMs).toISOString(),
    events: lines,
    elapsedMs: Math.round(performance.now() - started),
  };
  ui.result(document, () => lines.map((line) => `${toText(line)}\n`).join(''));
  if (lines.length === 0 && !ui.options.json) {
    ui.note(
      `No log lines in the last ${flags.since ?? DEFAULT_SINCE}: --since 24h looks back further.`,
    );
  }
}

/** Ctrl-C is how a follow ends: its exit code says so, and nothing has failed. */
async function followLogs(ctx: CommandContext, query: LogQuery, ui: Ui): Promise<void> {
  try {
    await withGroup(ctx, async () => {
      for await (const page of readLogLines(ctx.aws, query, true)) {
        for (const line of page) ui.part(line, () => toText(line));
        if (!ui.hasReader()) return;
      }
    });
  } catch (error) {
    const reason: unknown = ctx.signal.reason;
    const isInterrupt =
      reason instanceof LabError && ['INTERRUPTED', 'TERMINATED', 'HUNG_UP'].includes(reason.code);
    if (!isInterrupt || ui.caller) throw error;
    process.exitCode = reason.exitCode;
  } finally {
    ctx.aws.close();
  }
}

async function withGroup<T>(ctx: CommandContext, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
    const { logGroup } = ctx.config.names;
    throw new LabError('RESOURCE_MISSING', `The log group ${logGroup} does not exist.`, {
      resource: `log-group/${logGroup}`,
      hint: 'Run `valkey-lab deploy-function`, or `valkey-lab up`, first: it makes the group.',
      cause: error,
    });
  }
}

function toText({ timestamp, message }: LogLine): string {
  return `${timestamp} ${message}`;
}

function toSinceMs(text = DEFAULT_SINCE): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new LabError('CONFIG_INVALID', `--since is "${text}", which is not a time.`, {
    hint: 'Write it like 90s, 10m or 24h.',
  });
}
