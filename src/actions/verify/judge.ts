import { isAllowed, type ProbedCommand } from './access-string.js';

/** One attempt, as the function reports it. */
export interface Trial {
  readonly name: string;
  readonly what: string;
  /** `null`: the access string decides (`probe`), or AWS documents no outcome. */
  readonly expected: 'refused' | 'accepted' | null;
  readonly probe: ProbedCommand | null;
  readonly outcome: 'refused' | 'accepted' | 'unclear';
  readonly reply: string;
  readonly elapsedMs: number;
}

/** One attempt, compared with its expected outcome: a line of the command's table. */
export interface Judgement {
  readonly name: string;
  readonly what: string;
  /** `null`: AWS documents no outcome, so none is wrong. */
  readonly expected: 'refused' | 'accepted' | null;
  /** `unclear`: neither refused nor accepted, such as a connection that failed. */
  readonly outcome: 'refused' | 'accepted' | 'unclear';
  readonly ok: boolean;
  /** The cache's reply. */
  readonly reply: string;
  readonly elapsedMs: number;
}

/** Returns the trials in the function's answer; undefined if the function's code does not support verify. */
export function findTrials(payload: unknown): readonly Trial[] | undefined {
  const answer = payload as { valkeyLab?: { verify?: unknown } } | null | undefined;
  const trials = answer?.valkeyLab?.verify;
  return Array.isArray(trials) && trials.length > 0 && trials.every(isTrial) ? trials : undefined;
}

function isTrial(value: unknown): value is Trial {
  if (typeof value !== 'object' || value === null) return false;
  const { name, what, outcome, reply } = value as Partial<Trial>;
  return [name, what, outcome, reply].every((text) => typeof text === 'string');
}

/** Whether an outcome that can be right or wrong is not known. */
export function isUndecided({ outcome, expected, probe }: Trial): boolean {
  return outcome === 'unclear' && (expected !== null || Boolean(probe));
}

/** Compares each outcome with the expected one. `accessString` is the IAM user's, from the lab's settings. */
export function judge(trials: readonly Trial[], accessString: string): Judgement[] {
  return trials.map(({ name, what, expected, probe, outcome, reply, elapsedMs }) => {
    const wanted = probe ? toExpected(isAllowed(accessString, probe)) : expected;
    const ok = wanted === null || outcome === wanted;
    return { name, what, expected: wanted, outcome, ok, reply, elapsedMs };
  });
}

function toExpected(isPermitted: boolean): 'accepted' | 'refused' {
  return isPermitted ? 'accepted' : 'refused';
}
