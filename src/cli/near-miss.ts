/** Finds the word that the user probably meant: one edit away, or written out. Others would only mislead. */
export function findNearMiss(word: string, candidates: readonly string[]): string | undefined {
  // Another command may have the very same option.
  const others = candidates.filter((candidate) => candidate !== word);
  return (
    others.find((candidate) => isOneEditApart(word, candidate)) ??
    others.find((candidate) => word.length >= MIN_BEGINNING && candidate.startsWith(word))
  );
}

const MIN_BEGINNING = 3;

/** Whether one letter was added, left out or replaced, or two neighbours were swapped. */
function isOneEditApart(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
