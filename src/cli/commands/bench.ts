import {
  COLUMNS,
  MEASURES,
  type Measure,
  type Summary,
  toPercent,
} from '../../actions/bench/summary.js';
import * as actions from '../../actions/index.js';
import type { BenchResult } from '../../actions/results.js';
import { defineCommand, number } from '../command.js';
import { toTable } from '../rendering/format.js';
import { REMOVE, renderNext } from '../rendering/next.js';
import type { Palette } from '../rendering/palette.js';
import type { Head } from './documents.js';
import { REPORT } from './make.js';

export const bench = defineCommand({
  name: 'bench',
  description: 'measure cold starts, warm invocations, and the cache calls inside them',
  examples: [
    'valkey-lab bench',
    'valkey-lab bench --local --count 1000 --concurrency 50',
    'valkey-lab bench --report bench.html',
  ],
  options: {
    count: number('--count <n>', 'warm invocations (default: 100)'),
    concurrency: number(
      '--concurrency <n>',
      'parallel invocations; twice as many cold starts come first (default: 5)',
    ),
    report: REPORT,
  },
  act: (options) => actions.bench(options),
  toDocument: (result): BenchDocument => result,
  render: (result, { palette, line }) => [
    ...renderFigures(result, palette),
    ...['', ...renderNext([REMOVE], line)],
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

/** Renders the figures as a table. */
function renderFigures(result: BenchResult, palette: Palette): string[] {
  const { function: name, count, concurrency, throughputPerSecond } = result;
  const head = ['', '', 'count', ...COLUMNS];
  const rows = (['cold', 'warm'] as const).flatMap((kind) => toRows(kind, result[kind]));
  const table = toTable(alignRight([head, ...rows], 2));
  const own = `${toPercent(result.clientShare)} of the warm time is client overhead`;
  const busy = `the client was busy for ${toPercent(result.clientBusyRatio)} of it`;
  const retried = result.retried > 0 ? `; ${result.retried} were throttled at first` : '';
  return [
    palette.bold(
      `${name}: ${count} warm invocations, ${concurrency} at once, ${throughputPerSecond} a second.`,
    ),
    ...table.map((line, index) => (index === 0 ? palette.dim(line) : line)),
    palette.dim(`Milliseconds; ${own} (${busy})${retried}.`),
  ];
}

/** Aligns the numbers to the right, from column `first` on. */
function alignRight(rows: readonly (readonly string[])[], first: number): string[][] {
  const toWidth = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row.map((cell, column) => (column < first ? cell : cell.padStart(toWidth(column)))),
  );
}

function toRows(kind: 'cold' | 'warm', summary: Summary): string[][] {
  const measures = Object.keys(MEASURES) as Measure[];
  return measures.flatMap((measure, index) => {
    const distribution = summary[measure];
    if (!distribution) return [];
    const numbers = COLUMNS.map((column) => distribution[column].toFixed(1));
    const first = index === 0;
    return [
      [first ? `  ${kind}` : '', MEASURES[measure], first ? String(summary.count) : '', ...numbers],
    ];
  });
}
