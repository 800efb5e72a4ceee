/** Returns a value that must exist. Throws if it is undefined. */
export function present<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('The expected value is undefined.');
  return found;
}
