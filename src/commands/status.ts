import type { Palette } from '../cli/rendering/palette.js';
import type { Ui } from '../cli/rendering/ui.js';
import type { Problem } from '../engine/status.js';
import { readStatus } from '../engine/status.js';
import { blueprint } from '../resources/index.js';
import { type CommandFlags, toNextLines, withContext } from './context.js';
import { toEndpoint, toResourceTable } from './reports.js';

/** Shows every resource of the lab as AWS has it now, what is not right with it and what to do next. */
export async function runStatus(flags: CommandFlags, ui: Ui): Promise<void> {
  const started = performance.now();
  await withContext('status', flags, ui, async (ctx) => {
    const { reports: resources, problems, outputs } = await readStatus(blueprint.resources, ctx);
    const cache = outputs.serverlessCache;
    const elapsedMs = Math.round(performance.now() - started);
    const document = { ...ctx.envelope(), resources, problems, endpoint: toEndpoint(cache) };
    ui.result({ ...document, elapsedMs }, (palette) => {
      const missing = resources.filter(({ state }) => state === 'absent').length;
      const lines = [
        palette.bold(toTitle({ all: resources.length, missing, problems })),
        ...toResourceTable(resources, palette),
        ...toProblemLines(problems, palette),
      ];
      if (cache) lines.push(`Endpoint  ${cache.address}:${cache.port}`);
      const next = toNext(missing, problems);
      const { lab: _taken, ...otherFlags } = flags;
      const isTaken = problems.some(({ remedy }) => remedy === 'rename');
      const repeated = isTaken ? otherFlags : flags;
      if (next.length > 0) lines.push('', ...toNextLines(next, repeated, ui.program));
      return `${lines.join('\n')}\n`;
    });
  });
}

interface Findings {
  readonly all: number;
  readonly missing: number;
  readonly problems: readonly Problem[];
}

function toTitle({ all, missing, problems }: Findings): string {
  if (missing === all) return 'There is no lab.';
  const isChanging = problems.some(({ remedy }) => remedy === 'wait');
  const wrong = problems.filter(({ remedy }) => remedy !== 'wait').length;
  const parts = [
    missing > 0 && `${missing} missing`,
    wrong > 0 && `${wrong} not as it should be`,
    isChanging && 'AWS is at work',
  ].filter(Boolean);
  return parts.length === 0
    ? 'The lab is complete.'
    : `The lab is not complete: ${parts.join(', ')}.`;
}

function toProblemLines(problems: readonly Problem[], palette: Palette): string[] {
  return problems.map(
    ({ resource, problem }) => `${palette.yellow('!')} ${resource.replace('/', ' ')} ${problem}.`,
  );
}

/** What to type: the same name again is no use where somebody else has it. */
function toNext(
  missing: number,
  problems: readonly Problem[],
): (readonly [command: string, why: string])[] {
  const has = (wanted: Problem['remedy']) => problems.some(({ remedy }) => remedy === wanted);
  if (has('rename')) return [['up --lab NAME', 'make a lab with names of its own']];
  if (has('up')) return [['up', 'make what is missing and mend what is not right']];
  if (missing > 0) return [['up', 'make what is missing']];
  if (has('wait')) return [['up', 'wait for AWS and go on from there']];
  return [];
}
