import { type EngineContext, type ResourceContext, toResourceContext } from './context.js';
import { attributed, FAILED_STATES } from './inspect.js';
import { isOwnerCertain, type NameOf, type Observation, type Resource } from './resource.js';

/** Until this age, AWS may still hide a resource, its tags, or others that the same run created. */
const YOUNG_FOR_MS = 10 * 60_000;

/** The doubts of one run about what AWS shows: reads may lag behind changes (F1.14). */
export interface Doubts<C, O> {
  /** Notes that a resource exists, and its age. When one is young, AWS may hide others for longer. */
  note(resource: Resource<C, O>, seen: Observation): void;
  /** Notes that this run has just changed something: AWS may hide what it has shown before. */
  noteChange(): void;
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
  const shown = new Set<string>();
  let changedMs = startedMs;
  let isLabYoung = false;
  const note = ({ name }: Resource<C, O>, seen: Observation) => {
    if (isYoung(seen)) isLabYoung = true;
    if (seen.state !== 'absent') shown.add(name);
  };
  return {
    note,
    noteChange() {
      changedMs = ctx.time.now();
    },
    async resolve(resource, seen, { absence = 'none', look } = {}) {
      let sinceMs = startedMs;
      let isOwnYoung = false;
      let found = seen;
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
        note(resource, found);
        const doubt = findDoubt(found, absence !== 'none');
        if (!doubt) return found;
        // Users and groups do not show their age.
        const isTagless = found.state !== 'absent';
        if (isTagless && found.createdMs !== undefined && !isYoung(found) && !isOwnYoung)
          return found;
        const isHidden = !isTagless && shown.has(resource.name);
        const isNew = isLabYoung && absence === 'full' && !isHidden;
        const limitMs = isOwnYoung || isTagless || isNew ? ctx.lag.youngMs : ctx.lag.usualMs;
        const nowMs = ctx.time.now();
        // A change of this run can hide a resource that AWS has just begun to show: a detached policy hides its role.
        const hiddenUntilMs = isTagless ? 0 : changedMs + ctx.lag.usualMs;
        const remainingMs = Math.max(hiddenUntilMs, isHidden ? 0 : sinceMs + limitMs) - nowMs;
        if (remainingMs <= 0) return found;
        const elapsedMs = Math.round(nowMs - (isHidden ? changedMs : sinceMs));
        const own = toResourceContext(ctx, resource);
        own.report({ type: 'waiting', resource: own.resource, status: doubt, elapsedMs });
        await ctx.time.sleep(toPauseMs(elapsedMs, remainingMs), ctx.signal);
        found = await attributed(own, () => (look ? look(own) : resource.inspect(own)));
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
function toPauseMs(elapsedMs: number, remainingMs: number): number {
  return Math.min(Math.max(elapsedMs / 3, 500), 5_000, remainingMs);
}
