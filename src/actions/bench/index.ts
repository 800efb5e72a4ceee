import { findRoundTrip } from '../../aws/invocation-log.js';
import type { Invocation } from '../../aws/invoke.js';
import { LabError } from '../../errors.js';
import { refuseUnwritable, writeReport } from '../../reports/file.js';
import { withNamedFunction } from '../../session/function-subject.js';
import { type Session, toPlace } from '../../session/session.js';
import type { Action } from '../action.js';
import { refuseBadCount } from '../count.js';
import { findFailure } from '../invoke/failure.js';
import { findInvocable, refuseVacant } from '../invoke/invocable.js';
import { refuseOtherOwnersLab } from '../lab-result.js';
import { openExisting } from '../open-session.js';
import type { BenchOptions } from '../options.js';
import type { BenchResult } from '../results.js';
import { type Measurement, measureFunction } from './measure.js';
import { summarize, toPercent } from './summary.js';

/** Measures the lab's function on new and on warm environments. */
async function measure(opened: Session, options: BenchOptions): Promise<BenchResult> {
  const { count = 100, concurrency = 5, report } = options;
  const session = withNamedFunction(opened, options.function);
  const name = session.config.names.function;
  await refuseOtherOwnersLab(session);
  await findInvocable(session);
  const toFailure = ({ functionError, payload, log }: Invocation) =>
    findFailure(session, { functionError, payload, roundTrip: findRoundTrip(log) });
  const plan = { count, concurrency, findFailure: toFailure };
  const measurement = await measureFunction(session, plan);
  const elapsedMs = session.elapsedMs();
  const figures = { function: name, count, concurrency, ...toFigures(measurement), elapsedMs };
  const result = { ...toPlace(session), ...figures };
  if (report === undefined) return refuseFailures(measurement, result);
  await writePage(report, result, measurement);
  return refuseFailures(measurement, { ...result, report });
}

function toFigures(measurement: Measurement) {
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

async function writePage(
  file: string,
  result: BenchResult,
  { samples }: Measurement,
): Promise<void> {
  const { toBenchPage } = await import('../../reports/bench-page.js');
  const { count, concurrency, failed, retried, throughputPerSecond, cold, warm } = result;
  const failures = failed > 0 ? `${failed} failed` : 'none failed';
  const page = toBenchPage({
    ...{ functionName: result.function, samples, cold, warm },
    outcome: {
      text: `${count} warm invocations, ${concurrency} at once, ${throughputPerSecond} a second; ${failures}.`,
      isGood: failed === 0,
    },
    facts: [
      ['lab', result.lab || 'default'],
      ['where', result.local ? 'the endpoint on this machine' : 'AWS'],
      ['region', result.region],
      ['account', result.account],
      ['measured', new Date().toISOString().replace('T', ' ').slice(0, 16)],
      ['throttled at first', String(retried)],
      [
        'this program’s own work',
        `${toPercent(result.clientShare)} of the time that a caller waits`,
      ],
      [
        'this program’s processor',
        `busy for ${toPercent(result.clientBusyRatio)} of the time; near 100 % the program itself is the limit`,
      ],
    ],
  });
  writeReport(file, page);
}

const round = (value: number, parts: number) => Math.round(value * parts) / parts;

function refuseFailures({ failures }: Measurement, result: BenchResult): BenchResult {
  const [first] = failures;
  if (!first) return result;
  const { code, message, hint, resource } = first;
  const text = `${failures.length} of ${result.count} warm invocations failed. The first: ${message}`;
  throw new LabError<BenchResult>(code, text, { hint, resource, result });
}

export const bench: Action<Session, BenchOptions, BenchResult> = {
  open: openExisting,
  check({ count, concurrency, report }) {
    refuseBadCount('--count', count, 100_000);
    refuseBadCount('--concurrency', concurrency, 1_000);
    if (report !== undefined) refuseUnwritable(report);
  },
  act: measure,
  actVacant: (session, options) => refuseVacant(withNamedFunction(session, options.function)),
};
