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

/** How long an absent resource is doubted: not at all, as usual, or for longer while the lab is young. */
type Absence = 'none' | 'brief' | 'full';

interface Resolution<C, O> {
  /** Default: `none`. */
  readonly absence?: Absence;
  /** Default: `inspect`. */
  readonly look?: (ctx: ResourceContext<C>) => Promise<Observation<O[NameOf<O>]>>;
}

const LATE_TAGS = 'without tags; AWS may show them late';
const NOT_SHOWN = 'not shown; AWS may show it late';

/** Why an answer may be out of date, and until when. */
interface Doubt {
  readonly status: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * Begins to doubt. Everything from before this moment is visible after `lag`, so later looks cost no time: a long run waits
 * for nothing in addition.
 */
export function startDoubts<C extends EngineContext, O>(ctx: C): Doubts<C, O> {
  const { time, lag } = ctx;
  const startedMs = time.now();
  const isYoung = ({ createdMs = 0 }: Observation) => time.now() - createdMs < YOUNG_FOR_MS;
  const shown = new Set<string>();
  let changedMs = startedMs;
  let isLabYoung = false;
  const note = ({ name }: Resource<C, O>, seen: Observation) => {
    if (isYoung(seen)) isLabYoung = true;
    if (seen.state !== 'absent') shown.add(name);
  };

  /** Waits until the tags can be read: AWS hides them while it changes the resource (F1.5). */
  const settle = (resource: Resource<C, O>, seen: Observation<O[NameOf<O>]>) => {
    const own = toResourceContext(ctx, resource);
    return attributed(own, async () => (await resource.settle?.(own, seen)) ?? seen);
  };

  const doubtTags = (seen: Observation, settledMs?: number): Doubt | undefined => {
    if (isOwnerCertain(seen)) return undefined;
    // Users and groups do not show their age.
    const isOld = seen.createdMs !== undefined && !isYoung(seen);
    if (isOld && settledMs === undefined) return undefined;
    const sinceMs = settledMs ?? startedMs;
    return { status: LATE_TAGS, sinceMs, untilMs: sinceMs + lag.youngMs };
  };

  /** A change of this run can hide a resource: a detached policy hides its role. */
  const doubtHidden = (): Doubt => {
    return { status: NOT_SHOWN, sinceMs: changedMs, untilMs: changedMs + lag.usualMs };
  };

  const doubtUnseen = (absence: Absence): Doubt => {
    const limitMs = isLabYoung && absence === 'full' ? lag.youngMs : lag.usualMs;
    // AWS may have just begun to show the resource when a change hid it again.
    const untilMs = Math.max(startedMs + limitMs, doubtHidden().untilMs);
    return { status: NOT_SHOWN, sinceMs: startedMs, untilMs };
  };

  return {
    note,
    noteChange() {
      changedMs = time.now();
    },
    async resolve(resource, seen, { absence = 'none', look } = {}) {
      let found = seen;
      let settledMs: number | undefined;
      if (seen.owner === 'unknown' && resource.settle) {
        found = await settle(resource, seen);
        // The tags of a failed resource never become readable (F1.5).
        if (found.state === 'absent' || FAILED_STATES.includes(found.state)) return found;
        settledMs = time.now();
      }
      const findDoubt = () => {
        if (found.state !== 'absent') return doubtTags(found, settledMs);
        if (absence === 'none') return undefined;
        return shown.has(resource.name) ? doubtHidden() : doubtUnseen(absence);
      };
      for (;;) {
        note(resource, found);
        const doubt = findDoubt();
        if (!doubt) return found;
        const nowMs = time.now();
        const remainingMs = doubt.untilMs - nowMs;
        if (remainingMs <= 0) return found;
        const elapsedMs = Math.round(nowMs - doubt.sinceMs);
        const own = toResourceContext(ctx, resource);
        own.report({ type: 'waiting', resource: own.resource, status: doubt.status, elapsedMs });
        await time.sleep(toPauseMs(elapsedMs, remainingMs), ctx.signal);
        found = await attributed(own, () => (look ? look(own) : resource.inspect(own)));
      }
    },
  };
}

/** Few looks: each costs a call or two for every resource in doubt. */
function toPauseMs(elapsedMs: number, remainingMs: number): number {
  return Math.min(Math.max(elapsedMs / 3, 500), 5_000, remainingMs);
}
