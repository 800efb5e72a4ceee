import { LabError } from '../errors.js';

/** Node's timers cannot wait longer (24.8 days), and then would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls `onOver` when the time limit has run out. */
export function setDeadline(
  timeoutMs: number,
  onOver: (reason: LabError) => void,
): NodeJS.Timeout | undefined {
  if (timeoutMs > LONGEST_TIMER_MS) return undefined;
  const timer = setTimeout(() => {
    onOver(
      new LabError('WAIT_TIMEOUT', `The time limit of ${timeoutMs / 1000} s ran out (--timeout).`),
    );
  }, timeoutMs);
  return timer.unref();
}
