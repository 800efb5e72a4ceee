import { destroyPlan } from '../plan/destroy.js';
import { previewDestroy } from '../plan/preview.js';
import { allSteps } from '../steps/index.js';
import type { Ui } from '../ui/ui.js';
import { type CommandFlags, withContext } from './context.js';
import { sortReports, toResourceTable } from './reports.js';

export interface DownFlags extends CommandFlags {
  /** commander's name for `--no-wait-interfaces`: false when it is given. */
  readonly waitInterfaces?: boolean;
}

/** Removes everything that the lab owns, and nothing else. */
export async function runDown(flags: DownFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  await withContext('down', flags, ui, async (ctx) => {
    const isDryRun = flags.dryRun === true;
    if (isDryRun) ctx.done.push(...(await previewDestroy(allSteps, ctx)));
    else {
      await destroyPlan(allSteps, { ...ctx, waitForInterfaces: flags.waitInterfaces !== false });
    }
    const resources = sortReports(ctx.done, ctx);
    const elapsedMs = Math.round(performance.now() - started);
    if (!isDryRun) await ctx.target.release();
    ui.result({ ...ctx.envelope(), resources, endpoint: null, elapsedMs }, (palette) => {
      const kept = resources.filter(({ action }) => action === 'kept').length;
      const rest = kept > 0 ? `; ${kept} not the lab's, left alone` : '';
      const title = isDryRun
        ? 'Nothing was changed. It would be:'
        : `Nothing of the lab is left in ${ctx.region}${rest}.`;
      const shown = resources.filter(({ action }) => action !== 'absent');
      return `${[palette.bold(title), ...toResourceTable(shown, palette)].join('\n')}\n`;
    });
  });
}
