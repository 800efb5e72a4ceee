import { toDryRun, toDryRunLines, toDryRunMembers } from '../actions/up/cost.js';
import type { Ui } from '../cli/rendering/ui.js';
import { ensureAll } from '../engine/ensure.js';
import { previewEnsure } from '../engine/preview.js';
import { blueprint } from '../resources/index.js';
import { type MakingAction, selectResources } from '../resources/shared/blueprint.js';
import { type CommandContext, type CommandFlags, toNextLines, withContext } from './context.js';
import { sortReports, toEndpoint, toResourceTable } from './reports.js';
import { findNext } from './run-steps/next.js';

/** Makes the resources of `up` or of one step command, or with --dry-run shows what it would do. */
export async function runSteps(
  command: MakingAction,
  flags: CommandFlags,
  ui: Ui,
  check?: () => void,
): Promise<void> {
  const started = performance.now();
  const run = async (ctx: CommandContext) => {
    const isDryRun = flags.dryRun === true;
    const preview = isDryRun
      ? await previewEnsure(blueprint, selectResources(blueprint, command), ctx)
      : undefined;
    if (preview) ctx.done.push(...preview.reports);
    const outputs = isDryRun
      ? undefined
      : await ensureAll(blueprint, selectResources(blueprint, command), ctx);
    const cache = outputs?.serverlessCache;
    const resources = sortReports(ctx.done, ctx);
    const elapsedMs = Math.round(performance.now() - started);
    const { local } = ctx.target;
    const dryRun = preview && toDryRun(resources, preview.changes, local);
    const document = { ...ctx.envelope(), resources, endpoint: toEndpoint(cache), elapsedMs };
    // Only a person is told.
    const next = isDryRun || ui.options.json ? [] : await findNext(command, ctx);
    ui.result({ ...document, ...(dryRun && toDryRunMembers(dryRun)) }, (palette) => {
      const title = isDryRun ? 'Nothing was changed. It would be:' : toTitle(command, ctx);
      const lines = [palette.bold(title), ...toResourceTable(resources, palette)];
      if (cache) lines.push(`Endpoint  ${cache.address}:${cache.port}`);
      if (dryRun) lines.push(...toDryRunLines(dryRun, { isDown: false, local }, palette));
      if (next.length > 0) lines.push('', ...toNextLines(next, ctx.flags, ui.program));
      return `${lines.join('\n')}\n`;
    });
  };
  await withContext(command, flags, ui, run, check);
}

function toTitle(command: string, ctx: CommandContext): string {
  const where = `in ${ctx.region}, account ${ctx.identity.account}`;
  if (command === 'up') return `The lab is up ${where}.`;
  return `${command} is done ${where}.`;
}
