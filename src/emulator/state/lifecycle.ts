/** A status that changes with time. No timer runs: readers settle it. */
export interface Lifecycle<S extends string> {
  status: S;
  next?: Change<S> | undefined;
}

/** A scheduled change of a status. `apply` is called once, when a reader first sees the change. */
export interface Change<S extends string> {
  to: S;
  /** Milliseconds since the epoch, on the emulator's clock. */
  atMs: number;
  apply?: (() => void) | undefined;
}

/** Enters the status `through` now and schedules `change`. */
export function begin<S extends string>(
  lifecycle: Lifecycle<S>,
  through: S,
  change: Change<S>,
): void {
  lifecycle.status = through;
  lifecycle.next = change;
}

/** Applies the change if it is due. Returns the status at `nowMs`. */
export function settle<S extends string>(lifecycle: Lifecycle<S>, nowMs: number): S {
  const { next } = lifecycle;
  if (!next || next.atMs > nowMs) return lifecycle.status;
  lifecycle.status = next.to;
  lifecycle.next = undefined;
  next.apply?.();
  return lifecycle.status;
}
