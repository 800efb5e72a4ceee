import type { CacheOutput } from '../plan/outputs.js';
import { reportStatus } from '../plan/preview.js';
import { allSteps } from '../steps/index.js';
import type { Ui } from '../ui/ui.js';
import { type CommandFlags, toNextLines, withContext } from './context.js';
import { toEndpoint, toResourceTable } from './reports.js';

/** Shows every resource of the lab as AWS has it now. */
export async function runStatus(flags: CommandFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  await withContext('status', flags, ui, async (ctx) => {
    const { reports: resources, outputs } = await reportStatus(allSteps, ctx);
    const cache = outputs.get('serverlessCache') as CacheOutput | undefined;
    const elapsedMs = Math.round(performance.now() - started);
    const document = { ...ctx.envelope(), resources, endpoint: toEndpoint(cache), elapsedMs };
    ui.result(document, (palette) => {
      const missing = resources.filter(({ state }) => state === 'absent');
      const lines = [
        palette.bold(toTitle(resources.length, missing.length)),
        ...toResourceTable(resources, palette),
      ];
      if (cache) lines.push(`Endpoint  ${cache.address}:${cache.port}`);
      if (missing.length > 0) {
        lines.push('', ...toNextLines([['up', 'make what is missing']], flags, ui.program));
      }
      return `${lines.join('\n')}\n`;
    });
  });
}

function toTitle(all: number, missing: number): string {
  if (missing === 0) return 'The lab is complete.';
  return missing === all ? 'There is no lab.' : `The lab is not complete: ${missing} missing.`;
}
