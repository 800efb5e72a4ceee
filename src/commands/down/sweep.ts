import { destroyLab, previewDestroyLab } from '../../actions/down/destroy-lab.js';
import { type FoundLab, findLabs } from '../../actions/down/find-labs.js';
import { toDurationText } from '../../cli/rendering/format.js';
import type { Ui } from '../../cli/rendering/ui.js';
import type { ResourceReport } from '../../engine/events.js';
import { throwFailures, toFailures } from '../../engine/failures.js';
import { LabError } from '../../errors.js';
import { blueprint } from '../../resources/index.js';
import { parseDuration } from '../../session/config/duration.js';
import type { CommandContext } from '../context.js';
import { toResourceTable } from '../reports.js';
import type { CommandFlags } from '../session/flags.js';

/** A lab as in the document. */
interface LabReport {
  /** Empty for the default lab. */
  readonly lab: string;
  /** When its newest resource was made. */
  readonly newest: string | null;
  /** `kept`: not older than was asked for. */
  readonly action: 'deleted' | 'kept';
}

type SweptResource = ResourceReport & { readonly lab: string };

/** Takes every lab of the account and region: lists them, then deletes them; with --dry-run only lists. */
export async function sweepLabs(ctx: CommandContext, ui: Ui): Promise<void> {
  const started = performance.now();
  const { flags } = ctx;
  const { labs, unreadable } = await findLabs(blueprint, ctx);
  for (const name of unreadable) {
    ui.note(
      `AWS does not show the tags of the ${name} now: if it is a lab's, the next run takes it.`,
    );
  }
  const nowMs = Date.now();
  const olderThanMs = toOlderThanMs(flags);
  const isOld = ({ newestMs = nowMs }: FoundLab) => nowMs - newestMs > olderThanMs;
  for (const lab of labs) ui.note(toLine(lab, { nowMs, isTaken: isOld(lab) }));
  const taken = labs.filter(isOld);
  const swept: SweptResource[] = [];
  const failures: unknown[] = [];
  // One after another: functions of several labs share network interfaces, and the last one to go must wait for them.
  for (const lab of taken) {
    try {
      swept.push(...(await sweepLab(ctx, lab)));
    } catch (error) {
      ctx.signal.throwIfAborted();
      failures.push(...toFailures(error));
    }
  }
  throwFailures(failures);
  if (!flags.dryRun) await ctx.target.release();
  const reports = labs.map((lab): LabReport => {
    const newest = lab.newestMs === undefined ? null : new Date(lab.newestMs).toISOString();
    return { lab: lab.lab, newest, action: isOld(lab) ? 'deleted' : 'kept' };
  });
  const elapsedMs = Math.round(performance.now() - started);
  const document = { ...ctx.envelope(), lab: null, labs: reports, resources: swept };
  ui.result({ ...document, endpoint: null, elapsedMs }, (palette) => {
    const lines = [palette.bold(toTitle(ctx, labs.length, taken.length))];
    for (const { lab } of taken) {
      const own = swept.filter((one) => one.lab === lab && one.action === 'deleted');
      lines.push(`Lab ${lab || 'default'}`, ...toResourceTable(own, palette));
    }
    return `${lines.join('\n')}\n`;
  });
}

/** @throws LabError CONFIG_INVALID for options that say nothing together */
export function refuseSweepFlags(flags: CommandFlags): void {
  if (flags.olderThan !== undefined && !flags.all) {
    throw new LabError('CONFIG_INVALID', '--older-than is for all labs: it needs --all.');
  }
  if (flags.all && flags.lab !== undefined) {
    throw new LabError('CONFIG_INVALID', '--all takes every lab, and --lab names one.', {
      hint: 'Leave one of them out.',
    });
  }
  toOlderThanMs(flags);
}

/** What was removed of one lab, or would be; it is in the report of a failure, too. */
async function sweepLab(ctx: CommandContext, lab: FoundLab): Promise<SweptResource[]> {
  const swept: SweptResource[] = [];
  const note = (report: ResourceReport) => swept.push({ ...report, lab: lab.lab });
  if (ctx.flags.dryRun) {
    for (const report of await previewDestroyLab(blueprint.resources, ctx, lab)) note(report);
    return swept;
  }
  const own = {
    ...ctx,
    report(event: Parameters<CommandContext['report']>[0]) {
      if (event.type === 'finished') note(event.report);
      ctx.report(event);
    },
  };
  await destroyLab(blueprint.resources, own, lab);
  return swept;
}

/** How old a lab must be; without --older-than any age is. */
function toOlderThanMs({ olderThan }: CommandFlags): number {
  if (olderThan === undefined) return Number.NEGATIVE_INFINITY;
  const ms = parseDuration(olderThan);
  if (ms !== undefined) return ms;
  throw new LabError('CONFIG_INVALID', `--older-than is "${olderThan}", which is not a time.`, {
    hint: 'Write it like 90m, 6h or 48h.',
  });
}

function toLine(
  { lab, newestMs, names }: FoundLab,
  { nowMs, isTaken }: { nowMs: number; isTaken: boolean },
): string {
  const age = newestMs === undefined ? 'of unknown age' : `${toDurationText(nowMs - newestMs)} old`;
  const count = Object.values(names).flat().length;
  return `lab ${lab || 'default'}: ${count} resources, the newest ${age}${isTaken ? '' : '; it stays'}`;
}

function toTitle({ flags, region }: CommandContext, found: number, taken: number): string {
  if (found === 0) return `There is no lab in ${region}.`;
  const labs = `${taken} of ${found} ${found === 1 ? 'lab' : 'labs'} in ${region}`;
  if (flags.dryRun) return `Nothing was changed. It would delete ${labs}.`;
  return `Deleted ${labs}.`;
}
