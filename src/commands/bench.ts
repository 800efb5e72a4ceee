import { findRoundTrip } from '../aws/invocation-log.js';
import type { Invocation } from '../aws/invoke.js';
import { type Measurement, measureFunction } from '../bench/measure.js';
import { MEASURES, type Measure, type Summary, summarize } from '../bench/summary.js';
import { LabError } from '../errors.js';
import { toTable } from '../ui/format.js';
import type { Palette } from '../ui/palette.js';
import type { Ui } from '../ui/ui.js';
import { type CommandFlags, toNextLines, withContext } from './context.js';
import { toCount } from './invocation/count.js';
import { findFailure } from './invocation/failure.js';
import { findInvocable } from './invocation/invocable.js';

export interface BenchFlags extends CommandFlags {
  readonly count?: string;
  readonly concurrency?: string;
}

/** Measures the lab's function, on new environments and on warm ones. */
export async function runBench(flags: BenchFlags, ui: Ui): Promise<void> {
  const commandStarted = performance.now();
  const toAmount = () => ({
    count: toCount('--count', flags.count ?? '100', 100_000),
    concurrency: toCount('--concurrency', flags.concurrency ?? '5', 1_000),
  });
  await withContext(
    'bench',
    flags,
    ui,
    async (ctx) => {
      const amount = toAmount();
      const name = ctx.config.names.function;
      await findInvocable(ctx);
      const toFailure = ({ functionError, payload, log }: Invocation) =>
        findFailure(name, { functionError, payload, roundTrip: findRoundTrip(log) });
      const measurement = await measureFunction(ctx, { ...amount, findFailure: toFailure });
      const elapsedMs = Math.round(performance.now() - commandStarted);
      const result = { function: name, ...amount, ...toResult(measurement), elapsedMs };
      refuseFailures(measurement, amount.count, result);
      ui.result({ ...ctx.envelope(), ...result }, (palette) => {
        const next = toNextLines([['down', 'remove everything again']], flags, ui.program);
        return `${[...toText(result, palette), '', ...next].join('\n')}\n`;
      });
    },
    () => void toAmount(),
  );
}

interface BenchResult extends Pick<Measurement, 'throughputPerSecond' | 'clientBusyRatio'> {
  readonly function: string;
  readonly count: number;
  readonly concurrency: number;
  readonly cold: Summary;
  readonly warm: Summary;
  readonly failed: number;
  /** Invocations that Lambda took only when the SDK called again: their caller waited for that too. */
  readonly retried: number;
}

function toResult({ samples, failures, throughputPerSecond, clientBusyRatio }: Measurement) {
  return {
    cold: summarize(samples.filter(({ isCold }) => isCold)),
    warm: summarize(samples.filter(({ isCold }) => !isCold)),
    failed: failures.length,
    retried: samples.filter(({ attempts }) => attempts > 1).length,
    throughputPerSecond: round(throughputPerSecond, 10),
    clientBusyRatio: round(clientBusyRatio, 1000),
  };
}

const round = (value: number, parts: number) => Math.round(value * parts) / parts;

function refuseFailures({ failures }: Measurement, count: number, details: object): void {
  const [first] = failures;
  if (!first) return;
  const { code, message, hint, resource } = first;
  const text = `${failures.length} of ${count} warm invocations failed. The first: ${message}`;
  throw new LabError(code, text, { hint, resource, details });
}

const COLUMNS = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const;

function toText(result: BenchResult, palette: Palette): string[] {
  const { function: name, count, concurrency, throughputPerSecond } = result;
  const head = ['', '', 'count', ...COLUMNS];
  const rows = (['cold', 'warm'] as const).flatMap((kind) => toRows(kind, result[kind]));
  const table = toTable(alignRight([head, ...rows], 2));
  const busy = `this program was at work for ${Math.round(result.clientBusyRatio * 100)} % of the warm part`;
  const retried = result.retried > 0 ? `; ${result.retried} were throttled at first` : '';
  return [
    palette.bold(
      `${name}: ${count} warm invocations, ${concurrency} at once, ${throughputPerSecond} a second.`,
    ),
    ...table.map((line, index) => (index === 0 ? palette.dim(line) : line)),
    palette.dim(`Milliseconds; ${busy}${retried}.`),
  ];
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
