import {
  COLUMNS,
  isMeaningful,
  MEASURES,
  type Measure,
  type Summary,
  toPercent,
} from '../../actions/bench/summary.js';
import * as actions from '../../actions/index.js';
import type { BenchResult } from '../../actions/results.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, number, type Values, type View } from '../command.js';
import { toCount } from '../rendering/format.js';
import { REMOVE, renderNext } from '../rendering/next.js';
import { renderTable } from '../rendering/table.js';
import type { Head } from './documents.js';
import { FUNCTION_NAME, type FunctionName } from './function-name.js';
import { REPORT } from './make.js';

const OPTIONS = {
  count: number('--count <n>', 'warm invocations (default: 100)'),
  concurrency: number(
    '--concurrency <n>',
    'parallel invocations; twice as many cold starts come first (default: 5)',
  ),
  report: REPORT,
};

export const bench = defineCommand({
  name: 'bench',
  description: 'measure cold starts, warm invocations, and the cache calls inside them',
  examples: [
    'valkey-lab bench',
    'valkey-lab bench --local --count 1000 --concurrency 50',
    'valkey-lab bench my-function --report bench.html',
  ],
  argument: FUNCTION_NAME,
  options: OPTIONS,
  act: (options: Values<typeof OPTIONS> & RunOptions & FunctionName) => actions.bench(options),
  toDocument: (result): BenchDocument => result,
  render: (result, view) => [
    ...renderFigures(result, view),
    ...renderNext([REMOVE], view.line, view.columns),
  ],
});

type Distribution = {
  readonly [C in 'min' | 'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'max']: number;
};

interface SummaryDocument {
  readonly count: number;
  readonly callerMs: Distribution | null;
  readonly initDurationMs: Distribution | null;
  readonly durationMs: Distribution | null;
  readonly connectMs: Distribution | null;
  readonly setMs: Distribution | null;
  readonly getMs: Distribution | null;
}

interface BenchDocument extends Head {
  readonly function: string;
  readonly count: number;
  readonly concurrency: number;
  readonly cold: SummaryDocument;
  readonly warm: SummaryDocument;
  readonly failed: number;
  readonly retried: number;
  readonly throughputPerSecond: number;
  readonly clientBusyRatio: number;
  readonly clientShare: number;
  readonly elapsedMs: number;
  readonly report?: string;
}

/** Renders the figures: a table of cold starts and one of warm invocations. */
function renderFigures(result: BenchResult, { palette, columns }: View): string[] {
  const { function: name, count, concurrency, throughputPerSecond, retried } = result;
  const throttled = retried > 0 ? ` ${retried} were throttled at first.` : '';
  const own = toPercent(result.clientShare);
  return [
    palette.bold(
      `${name}: ${toCount(count, 'warm invocation')}, ${concurrency} at once, ${throughputPerSecond} a second.`,
    ),
    ...renderSummary('Cold starts', result.cold, { palette, columns }),
    ...renderSummary('Warm invocations', result.warm, { palette, columns }),
    palette.dim(
      `Times in milliseconds. "caller" is the time that this program waits, from its request to the answer; ${own} of the warm ones is this program's own work.${throttled}`,
    ),
  ];
}

/** Columns that a narrow terminal does not show, the least important one first. */
const LESS_IMPORTANT = ['mean', 'p90', 'min', 'p99', 'max'] as const;

function renderSummary(
  title: string,
  summary: Summary,
  { palette, columns }: Pick<View, 'palette' | 'columns'>,
): string[] {
  const shown = COLUMNS.filter((column) => isMeaningful(column, summary.count));
  const rows = (Object.keys(MEASURES) as Measure[]).flatMap((measure) => {
    const distribution = summary[measure];
    if (!distribution) return [];
    return [[`  ${MEASURES[measure]}`, ...shown.map((column) => distribution[column].toFixed(1))]];
  });
  const head = [`${title} (${summary.count})`, ...shown].map(palette.dim);
  const optional = LESS_IMPORTANT.flatMap((column) =>
    shown.includes(column) ? [shown.indexOf(column) + 1] : [],
  );
  return renderTable({ head, rows, optional, firstNumber: 1 }, columns);
}
