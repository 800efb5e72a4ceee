/** A call that is about to take effect, or that has just done so and is not answered yet. */
export interface CallMoment {
  readonly phase: 'before' | 'after';
  /** The SDK's service id. */
  readonly service: string;
  readonly operation: string;
}

/**
 * Told of both moments of each call that no fault rule keeps from taking effect (`after`: only if it
 * succeeded); the call waits for it. `drop` cuts the connection there: the caller gets no answer.
 */
export type CallHook = (moment: CallMoment) => 'drop' | undefined | Promise<'drop' | undefined>;
