import { LabError } from '../errors.js';

/** The longest wait of a Node timer: 24.8 days. A timer with a longer wait would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls `onOver` after the time limit. The returned timer does not keep the process alive; undefined: the limit is too long for a timer. */
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
