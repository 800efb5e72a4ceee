import { toDryRun, toDryRunLines, toDryRunMembers } from '../actions/up/cost.js';
import type { Ui } from '../cli/rendering/ui.js';
import { destroyAll } from '../engine/destroy.js';
import type { ResourceReport } from '../engine/events.js';
import { previewDestroy } from '../engine/preview.js';
import { blueprint } from '../resources/index.js';
import { type CommandContext, type CommandFlags, withContext } from './context.js';
import { refuseSweepFlags, sweepLabs } from './down/sweep.js';
import { sortReports, toResourceTable } from './reports.js';

export interface DownFlags extends CommandFlags {
  /** commander's name for `--no-wait-interfaces`: false when it is given. */
  readonly waitInterfaces?: boolean;
}

/** Removes everything that the lab owns, and nothing else; with --all everything that any lab owns. */
export async function runDown(flags: DownFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  const run = async (opened: CommandContext) => {
    const ctx = { ...opened, waitForInterfaces: flags.waitInterfaces !== false };
    if (flags.all) return sweepLabs(ctx, ui);
    const isDryRun = flags.dryRun === true;
    if (isDryRun) ctx.done.push(...(await previewDestroy(blueprint.resources, ctx)));
    else await destroyAll(blueprint.resources, ctx);
    const resources = sortReports(ctx.done, ctx);
    const elapsedMs = Math.round(performance.now() - started);
    if (!isDryRun) await ctx.target.release();
    const { local } = ctx.target;
    const dryRun = isDryRun ? toDryRun(resources, [], local) : undefined;
    const document = { ...ctx.envelope(), resources, endpoint: null, elapsedMs };
    ui.result({ ...document, ...(dryRun && toDryRunMembers(dryRun)) }, (palette) => {
      const title = isDryRun
        ? 'Nothing was changed. It would be:'
        : `Nothing of the lab is left in ${ctx.region}${toRest(resources)}.`;
      const shown = resources.filter(({ action }) => action !== 'absent');
      const lines = [palette.bold(title), ...toResourceTable(shown, palette)];
      if (dryRun) lines.push(...toDryRunLines(dryRun, { isDown: true, local }, palette));
      return `${lines.join('\n')}\n`;
    });
  };
  await withContext('down', flags, ui, run, () => refuseSweepFlags(flags));
}

/** What stays: somebody else's, or what AWS may not release because nobody waited for it. */
function toRest(resources: readonly ResourceReport[]): string {
  const kept = resources.filter(({ action }) => action === 'kept');
  const foreign = kept.filter(({ owned }) => owned === false).length;
  const unreleased = kept.filter(({ owned }) => owned !== false);
  const parts = [
    foreign > 0 && `${foreign} not the lab's, left alone`,
    ...unreleased.map(({ kind, name }) => `the ${kind} of ${name} not released by AWS yet`),
  ].filter(Boolean);
  return parts.length > 0 ? `; ${parts.join(', ')}` : '';
}
