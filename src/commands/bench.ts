import type { BenchFigures } from '../actions/bench/figures.js';
import { type Measurement, measureFunction } from '../actions/bench/measure.js';
import { toCount } from '../actions/invocation/count.js';
import { findFailure } from '../actions/invocation/failure.js';
import { findInvocable } from '../actions/invocation/invocable.js';
import { findRoundTrip } from '../aws/invocation-log.js';
import type { Invocation } from '../aws/invoke.js';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { refuseUnwritable, writeReport } from '../reports/file.js';
import { toPercent, toResult, toText } from './bench/result.js';
import { type CommandContext, type CommandFlags, toNextLines, withContext } from './context.js';

export interface BenchFlags extends CommandFlags {
  readonly count?: string;
  readonly concurrency?: string;
  readonly report?: string;
}

/** Measures the lab's function, on new environments and on warm ones. */
export async function runBench({ report: file, ...flags }: BenchFlags, ui: Ui): Promise<void> {
  const commandStarted = performance.now();
  const toAmount = () => ({
    count: toCount('--count', flags.count ?? '100', 100_000),
    concurrency: toCount('--concurrency', flags.concurrency ?? '5', 1_000),
  });
  const check = () => {
    toAmount();
    if (file !== undefined) refuseUnwritable(file);
  };
  const run = async (ctx: CommandContext) => {
    const amount = toAmount();
    const name = ctx.config.names.function;
    await findInvocable(ctx);
    const toFailure = ({ functionError, payload, log }: Invocation) =>
      findFailure(name, { functionError, payload, roundTrip: findRoundTrip(log) });
    const measurement = await measureFunction(ctx, { ...amount, findFailure: toFailure });
    const elapsedMs = Math.round(performance.now() - commandStarted);
    const result = { function: name, ...amount, ...toResult(measurement), elapsedMs };
    if (file !== undefined) {
      await writePage({ ctx, file, measurement, result });
      ui.note(`The report is in ${file}.`);
    }
    const reported = file === undefined ? result : { ...result, report: file };
    refuseFailures(measurement, amount.count, reported);
    ui.result({ ...ctx.envelope(), ...reported }, (palette) => {
      const next = toNextLines([['down', 'remove everything again']], flags, ui.program);
      return `${[...toText(result, palette), '', ...next].join('\n')}\n`;
    });
  };
  await withContext('bench', flags, ui, run, check);
}

function refuseFailures({ failures }: Measurement, count: number, details: object): void {
  const [first] = failures;
  if (!first) return;
  const { code, message, hint, resource } = first;
  const text = `${failures.length} of ${count} warm invocations failed. The first: ${message}`;
  throw new LabError(code, text, { hint, resource, details });
}

interface PageParts {
  readonly ctx: CommandContext;
  readonly file: string;
  readonly measurement: Measurement;
  readonly result: BenchFigures;
}

async function writePage({ ctx, file, measurement, result }: PageParts): Promise<void> {
  const { toBenchPage } = await import('../reports/bench-page.js');
  const { count, concurrency, failed, retried, throughputPerSecond } = result;
  const { config, region, identity, target } = ctx;
  const failures = failed > 0 ? `${failed} failed` : 'none failed';
  const page = toBenchPage({
    ...{ functionName: result.function, samples: measurement.samples },
    ...{ cold: result.cold, warm: result.warm },
    outcome: {
      text: `${count} warm invocations, ${concurrency} at once, ${throughputPerSecond} a second; ${failures}.`,
      isGood: failed === 0,
    },
    facts: [
      ['lab', config.lab || 'default'],
      ['where', target.local ? 'the endpoint on this machine' : 'AWS'],
      ['region', region],
      ['account', identity.account],
      ['measured', new Date().toISOString().replace('T', ' ').slice(0, 16)],
      ['throttled at first', String(retried)],
      ['caller’s share of the time', toPercent(result.clientShare)],
      ['caller at work', `${toPercent(result.clientBusyRatio)} of the time`],
    ],
  });
  writeReport(file, page);
}
