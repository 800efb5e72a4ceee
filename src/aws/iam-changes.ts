import { isAwsError } from './errors.js';

/** IAM does not take two changes of one thing at once, and says so (AWS-FACTS section 7). */
export const CHANGED_ELSEWHERE = {
  status: 'waiting until IAM has ended another change',
  forMs: 120_000,
  isTransient: (error: unknown) => isAwsError(error, 'ConcurrentModificationException'),
};
