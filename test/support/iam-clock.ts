import type { Clock } from '../../src/emulator/index.js';
import type { IamAuthClock } from '../../src/iam-auth/index.js';

/** Creates a clock for the library from a clock that a test moves. Moving it runs the due timers. */
export function followClock(clock: Pick<Clock, 'now' | 'onAdvance'>): IamAuthClock {
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  clock.onAdvance(() => {
    const due = [...timers].filter(({ atMs }) => atMs <= clock.now());
    for (const timer of due.sort((a, b) => a.atMs - b.atMs)) {
      if (timers.delete(timer)) timer.run();
    }
  });
  return {
    now: () => clock.now(),
    schedule(run, delayMs) {
      const timer = { atMs: clock.now() + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
}
