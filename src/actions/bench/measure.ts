import { type Invocation, invokeFunction } from '../../aws/invoke.js';
import type { LabError } from '../../errors.js';
import type { Session } from '../../session/session.js';
import { withFreshEnvironments } from './fresh-environments.js';
import { runLoad } from './load.js';
import { measureLoopDelay } from './loop-delay.js';
import { type Sample, toSample } from './sample.js';

/** The measurements of one benchmark run. */
export interface Measurement {
  readonly samples: readonly Sample[];
  /** The failures of the warm part. A failed invocation is not a sample. */
  readonly failures: readonly LabError[];
  /** Invocations a second in the warm part. */
  readonly throughputPerSecond: number;
  /** The share of the warm part, 0 to 1, in which this process used the processor. For the rest it waited. */
  readonly clientBusyRatio: number;
  /** The share of the warm invocations' time, 0 to 1, that passed in this process and not in the service. */
  readonly clientShare: number;
}

/** The number of invocations, and the test for failures. */
export interface Plan {
  readonly count: number;
  readonly concurrency: number;
  findFailure(invocation: Invocation): LabError | undefined;
}

/**
 * Measures the lab's function: `concurrency` invocations at once on new environments, twice (the cold part),
 * then `count` invocations on the last environments (the warm part). A failed invocation is not repeated.
 * A failure in the cold part is thrown; failures in the warm part are collected.
 */
export async function measureFunction(ctx: Session, plan: Plan): Promise<Measurement> {
  const { count, concurrency } = plan;
  const { signal } = ctx;
  const samples: Sample[] = [];
  const failures: LabError[] = [];
  const cold = createCaller(ctx, { plan, samples, doing: `cold starts of ${2 * concurrency}` });
  await withFreshEnvironments(ctx, () =>
    runLoad({ count: concurrency, concurrency, signal }, async () => {
      const failure = await cold();
      if (failure) throw failure;
    }),
  );
  const warm = createCaller(ctx, { plan, samples, doing: `warm invocations of ${count}` });
  const started = performance.now();
  const before = process.cpuUsage();
  const waitMs = await measureLoopDelay(() =>
    runLoad({ count, concurrency, signal }, async () => {
      const failure = await warm();
      if (failure) failures.push(failure);
    }),
  );
  const elapsedMs = performance.now() - started;
  // Processor time, because elapsed time would include the work of other programs.
  const { user, system } = process.cpuUsage(before);
  const clientBusyRatio = (user + system) / 1000 / elapsedMs;
  const clientShare = toClientShare(
    samples.filter(({ isCold }) => !isCold),
    waitMs,
  );
  const throughputPerSecond = count / (elapsedMs / 1000);
  return { samples, failures, throughputPerSecond, clientBusyRatio, clientShare };
}

/** Adds the SDK's time before and after each request, and the time that an answer waits for this process. */
function toClientShare(samples: readonly Sample[], waitMs: number): number {
  const sum = (toMs: (sample: Sample) => number) =>
    samples.reduce((total, sample) => total + toMs(sample), 0);
  const callerMs = sum((sample) => sample.callerMs);
  const ownMs = sum((sample) => sample.callerMs - sample.serviceMs + waitMs);
  return callerMs > 0 ? Math.min(1, ownMs / callerMs) : 0;
}

interface Part {
  readonly plan: Plan;
  readonly samples: Sample[];
  readonly doing: string;
}

/** Returns a function that invokes once and reports progress. It adds a sample, or returns the failure. */
function createCaller(ctx: Session, { plan, samples, doing }: Part) {
  const name = ctx.config.names.function;
  const resource = { kind: 'function', name } as const;
  const begun = performance.now();
  let ended = 0;
  return async (): Promise<LabError | undefined> => {
    const started = performance.now();
    const invocation = await invokeFunction(ctx.aws, name, undefined);
    const callerMs = performance.now() - started;
    ended += 1;
    const elapsedMs = Math.round(performance.now() - begun);
    ctx.report({ type: 'waiting', resource, status: doing, elapsedMs, detail: String(ended) });
    const failure = plan.findFailure(invocation);
    if (!failure) samples.push(toSample(invocation, callerMs));
    return failure;
  };
}
