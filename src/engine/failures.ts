/** The failures of a run besides the first one, which the run throws. */
const othersOf = new WeakMap<object, readonly unknown[]>();

/** Throws the first failure, if there is one, and remembers the others without duplicates. */
export function throwFailures(failures: readonly unknown[]): void {
  const [first, ...others] = new Set(failures);
  if (failures.length === 0) return;
  if (typeof first === 'object' && first !== null) othersOf.set(first, others);
  throw first;
}

/** Returns every failure of the run that threw `error`, beginning with `error`. */
export function toFailures(error: unknown): readonly unknown[] {
  const others = typeof error === 'object' && error !== null ? othersOf.get(error) : undefined;
  return [error, ...(others ?? [])];
}
