import { type EngineContext, type ResourceContext, toResourceContext } from './context.js';
import { attributed, FAILED_STATES } from './inspect.js';
import { isOwnerCertain, type NameOf, type Observation, type Resource } from './resource.js';

/** Until this age, AWS may still hide a resource, its tags, or others that the same run created. */
const YOUNG_FOR_MS = 10 * 60_000;

/** The doubts of one run about what AWS shows: reads may lag behind changes (F1.14). */
export interface Doubts<C, O> {
  /** Notes the age of a resource. When one is young, AWS may hide others for longer. */
  note(seen: Observation): void;
  /**
   * Looks again while an answer may be out of date: at a resource without tags or with unreadable tags, and at an absent
   * one. Returns the last observation.
   */
  resolve(
    resource: Resource<C, O>,
    seen: Observation<O[NameOf<O>]>,
    options?: Resolution<C, O>,
  ): Promise<Observation<O[NameOf<O>]>>;
}

interface Resolution<C, O> {
  /** How long an absent resource is doubted: not at all (default), as usual, or for longer while the lab is young. */
  readonly absence?: 'none' | 'brief' | 'full';
  /** Default: `inspect`. */
  readonly look?: (ctx: ResourceContext<C>) => Promise<Observation<O[NameOf<O>]>>;
}

/**
 * Begins to doubt. Everything from before this moment is visible after `lag`, so later looks cost no time: a long run waits
 * for nothing in addition.
 */
export function startDoubts<C extends EngineContext, O>(ctx: C): Doubts<C, O> {
  const startedMs = ctx.time.now();
  const isYoung = ({ createdMs = 0 }: Observation) => ctx.time.now() - createdMs < YOUNG_FOR_MS;
  let isLabYoung = false;
  const note = (seen: Observation) => {
    if (isYoung(seen)) isLabYoung = true;
  };
  return {
    note,
    async resolve(resource, seen, { absence = 'none', look } = {}) {
      let sinceMs = startedMs;
      let isOwnYoung = false;
      let found = seen;
      note(found);
      if (found.owner === 'unknown' && resource.settle) {
        const own = toResourceContext(ctx, resource);
        found = await attributed(own, async () => (await resource.settle?.(own, found)) ?? found);
        // The tags of a failed resource never become readable (F1.5).
        if (found.state === 'absent' || FAILED_STATES.includes(found.state)) return found;
        // AWS has just finished a change of it.
        sinceMs = ctx.time.now();
        isOwnYoung = true;
      }
      for (;;) {
        const doubt = findDoubt(found, absence !== 'none');
        if (!doubt) return found;
        // Users and groups do not show their age.
        const isTagless = found.state !== 'absent';
        if (isTagless && found.createdMs !== undefined && !isYoung(found) && !isOwnYoung)
          return found;
        const isLong = isOwnYoung || isTagless || (isLabYoung && absence === 'full');
        const limitMs = isLong ? ctx.lag.youngMs : ctx.lag.usualMs;
        const elapsedMs = Math.round(ctx.time.now() - sinceMs);
        if (elapsedMs >= limitMs) return found;
        const own = toResourceContext(ctx, resource);
        own.report({ type: 'waiting', resource: own.resource, status: doubt, elapsedMs });
        await ctx.time.sleep(toPauseMs(elapsedMs, limitMs), ctx.signal);
        found = await attributed(own, () => (look ? look(own) : resource.inspect(own)));
        note(found);
      }
    },
  };
}

function findDoubt(seen: Observation, doubtsAbsence: boolean): string | undefined {
  if (seen.state === 'absent') {
    return doubtsAbsence ? 'not shown; AWS may show it late' : undefined;
  }
  return isOwnerCertain(seen) ? undefined : 'without tags; AWS may show them late';
}

/** Few looks: each costs a call or two for every resource in doubt. */
function toPauseMs(elapsedMs: number, limitMs: number): number {
  return Math.min(Math.max(elapsedMs / 3, 500), 5_000, limitMs - elapsedMs);
}
