import { copyIam, copyRegion } from '../../state/copy.js';
import type { IamState } from '../../state/iam.js';
import type { AwsState, RegionState } from '../../state/state.js';
import type { OperationContext } from '../../wire/operation.js';

/** The account as it was just before a change. */
export interface Moment {
  readonly atMs: number;
  readonly region: string;
  readonly iam: IamState;
  readonly state: RegionState;
}

/** What changed lately, and how the account looked before. Reads that lag show it. */
export interface History {
  /** Keeps the account as it is now. The next call changes it. */
  keep(context: OperationContext): void;
  /** Returns the account as it was one lag ago, or undefined if nothing has changed since. */
  findPast(context: OperationContext): Moment | undefined;
  /** Notes that a call changed the resource with this ARN. */
  touch(arn: string, change: 'created' | 'changed', context: OperationContext): void;
  /**
   * Returns whether the resource with this ARN changed less than one lag ago, or was created less than two lags
   * ago: its tags can be later than the resource itself.
   */
  isFresh(arn: string, change: 'created' | 'changed', context: OperationContext): boolean;
  /** The number of changes that it remembers. */
  readonly size: number;
}

/** Above this number, the history forgets the changes that no read can still miss. */
const MAX_TOUCHED = 10_000;

/** Creates an empty history. */
export function createHistory(): History {
  let moments: Moment[] = [];
  const touched = new Map<string, number>();
  const isRecent = (atMs: number, { clock, pace }: OperationContext) =>
    clock.now() - atMs < pace.lagMs;
  const forget = (beforeMs: number) => {
    for (const [key, atMs] of touched) if (atMs < beforeMs) touched.delete(key);
  };
  return {
    keep(context) {
      const { aws, clock, region, state } = context;
      moments = moments.filter(({ atMs }) => isRecent(atMs, context));
      moments.push({ atMs: clock.now(), region, ...copyAccount(aws, state) });
    },
    findPast(context) {
      return moments.find((moment) => {
        return isRecent(moment.atMs, context) && moment.region === context.region;
      });
    },
    touch(arn, change, { clock, pace }) {
      if (arn === '*') return; // The call names no resource.
      const nowMs = clock.now();
      if (touched.size >= MAX_TOUCHED) forget(nowMs - 2 * pace.lagMs);
      if (change === 'created') touched.set(`created ${arn}`, nowMs);
      touched.set(`changed ${arn}`, nowMs);
    },
    isFresh(arn, change, context) {
      const atMs = touched.get(`${change} ${arn}`);
      const lags = change === 'created' ? 2 : 1;
      return atMs !== undefined && context.clock.now() - atMs < lags * context.pace.lagMs;
    },
    get size() {
      return touched.size;
    },
  };
}

function copyAccount({ iam }: AwsState, state: RegionState): Pick<Moment, 'iam' | 'state'> {
  return { iam: copyIam(iam), state: copyRegion(state) };
}
