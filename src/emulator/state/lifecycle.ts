/** A status that changes by itself: nothing runs, it settles when it is read. */
export interface Lifecycle<S extends string> {
  status: S;
  next?: Change<S> | undefined;
}

/** What a status becomes at a time; `apply` is called once, when that is first seen. */
export interface Change<S extends string> {
  to: S;
  /** Milliseconds since the epoch, on the emulator's clock. */
  atMs: number;
  apply?: (() => void) | undefined;
}

/** Enters `through` now; `change` follows when its time has come. */
export function begin<S extends string>(
  lifecycle: Lifecycle<S>,
  through: S,
  change: Change<S>,
): void {
  lifecycle.status = through;
  lifecycle.next = change;
}

/** The status at `nowMs`: applies the change whose time has come. */
export function settle<S extends string>(lifecycle: Lifecycle<S>, nowMs: number): S {
  const { next } = lifecycle;
  if (!next || next.atMs > nowMs) return lifecycle.status;
  lifecycle.status = next.to;
  lifecycle.next = undefined;
  next.apply?.();
  return lifecycle.status;
}
