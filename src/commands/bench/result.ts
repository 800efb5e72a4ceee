import type { BenchFigures } from '../../actions/bench/figures.js';
import type { Measurement } from '../../actions/bench/measure.js';
import {
  COLUMNS,
  MEASURES,
  type Measure,
  type Summary,
  summarize,
} from '../../actions/bench/summary.js';
import { toTable } from '../../cli/rendering/format.js';
import type { Palette } from '../../cli/rendering/palette.js';

/** The figures of a measurement. */
export function toResult(measurement: Measurement) {
  const { samples, failures, throughputPerSecond, clientBusyRatio, clientShare } = measurement;
  return {
    cold: summarize(samples.filter(({ isCold }) => isCold)),
    warm: summarize(samples.filter(({ isCold }) => !isCold)),
    failed: failures.length,
    retried: samples.filter(({ attempts }) => attempts > 1).length,
    throughputPerSecond: round(throughputPerSecond, 10),
    clientBusyRatio: round(clientBusyRatio, 1000),
    clientShare: round(clientShare, 1000),
  };
}

const round = (value: number, parts: number) => Math.round(value * parts) / parts;

/** The figures as a table for people. */
export function toText(result: BenchFigures, palette: Palette): string[] {
  const { function: name, count, concurrency, throughputPerSecond } = result;
  const head = ['', '', 'count', ...COLUMNS];
  const rows = (['cold', 'warm'] as const).flatMap((kind) => toRows(kind, result[kind]));
  const table = toTable(alignRight([head, ...rows], 2));
  const own = `${toPercent(result.clientShare)} of the warm invocations' time is this program's own`;
  const busy = `it was at work for ${toPercent(result.clientBusyRatio)} of that part`;
  const retried = result.retried > 0 ? `; ${result.retried} were throttled at first` : '';
  return [
    palette.bold(
      `${name}: ${count} warm invocations, ${concurrency} at once, ${throughputPerSecond} a second.`,
    ),
    ...table.map((line, index) => (index === 0 ? palette.dim(line) : line)),
    palette.dim(`Milliseconds; ${own}, ${busy}${retried}.`),
  ];
}

/** `0.053` -> `5 %`. */
export function toPercent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

/** Numbers stand under each other, from column `first` on. */
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
