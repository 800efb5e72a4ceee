import type { LambdaFunction } from '../state/lambda.js';
import { fault } from '../wire/fault.js';

/** Concurrent executions of an account and region (AWS's default quota). */
export const CONCURRENCY_LIMIT = 1000;

/** The concurrent executions of an account. */
export interface Concurrency {
  /** Counts an execution, and returns the function that ends it. Throws `TooManyRequestsException`. */
  enter(fn: LambdaFunction): () => void;
}

/** Creates a counter for one account. A function with reserved concurrency also has its own limit. */
export function createConcurrency(limit: number): Concurrency {
  const running = new Map<string, number>();
  let total = 0;
  return {
    enter(fn) {
      const own = running.get(fn.arn) ?? 0;
      if (fn.reservedConcurrency !== undefined && own >= fn.reservedConcurrency) {
        throw tooMany('ReservedFunctionConcurrentInvocationLimitExceeded');
      }
      if (total >= limit) throw tooMany('ConcurrentInvocationLimitExceeded');
      total += 1;
      running.set(fn.arn, own + 1);
      return () => {
        total -= 1;
        const left = (running.get(fn.arn) ?? 1) - 1;
        if (left > 0) running.set(fn.arn, left);
        else running.delete(fn.arn);
      };
    },
  };
}

function tooMany(reason: string): Error {
  return fault('TooManyRequestsException', 'Rate Exceeded.', { members: { Reason: reason } });
}
