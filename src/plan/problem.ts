/** What is not right with a resource. */
export interface Problem {
  /** `kind/name`. */
  readonly resource: string;
  readonly problem: string;
  /** `up` mends it; `wait`: AWS is at work, and `up` waits for it; `rename`: it is somebody else's; `by-hand`: the problem says how. */
  readonly remedy: 'up' | 'wait' | 'rename' | 'by-hand';
}
