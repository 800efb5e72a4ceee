/** Whether two lists without duplicates have the same members, in any order. */
export function hasSameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
