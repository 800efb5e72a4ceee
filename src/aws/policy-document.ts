/** Parses a policy document from IAM: JSON, or percent-encoded JSON. Returns undefined for any other text. */
export function parsePolicyDocument(document: string | undefined): unknown {
  if (!document) return undefined;
  try {
    return JSON.parse(document.startsWith('{') ? document : decodeURIComponent(document));
  } catch {
    return undefined;
  }
}

/** Whether two documents mean the same. The order of members and of list items does not matter. */
export function isSameDocument(a: unknown, b: unknown): boolean {
  return JSON.stringify(sortDeeply(a)) === JSON.stringify(sortDeeply(b));
}

function sortDeeply(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(sortDeeply(item))).sort();
    // IAM can return a list of one item as a single value, and the other way round.
    return items.length === 1 ? sortDeeply(value[0]) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sortDeeply(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
