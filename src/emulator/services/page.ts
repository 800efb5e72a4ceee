/** One page of a list, and the marker of the next when there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** What `toPage` needs to cut a page. */
export interface PageRequest<T> {
  /** In the list's order. */
  readonly items: readonly T[];
  readonly max: number;
  /** What the caller got as `next` of the page before. */
  readonly marker?: string | undefined;
  /** Tells items apart; the next page begins after the item of this key, even when that is gone. */
  readonly toKey: (item: T) => string;
  /** Thrown for a marker that no page gave. */
  readonly invalidMarker: () => Error;
}

const PREFIX = 'after:';

/** Cuts a page from a list that is sorted by `toKey`; the marker is opaque, as AWS's are. */
export function toPage<T>({ items, max, marker, toKey, invalidMarker }: PageRequest<T>): Page<T> {
  const after = marker === undefined ? undefined : readMarker(marker, invalidMarker);
  const rest = after === undefined ? items : items.filter((item) => toKey(item) > after);
  const page = rest.slice(0, max);
  const last = page.at(-1);
  if (page.length === rest.length || last === undefined) return { items: page };
  return { items: page, next: Buffer.from(PREFIX + toKey(last)).toString('base64') };
}

/** Sorts by UTF-16 code units, the order that `toPage` goes by. */
export function sortByKey<T>(items: Iterable<T>, toKey: (item: T) => string): T[] {
  return [...items].sort((a, b) => (toKey(a) < toKey(b) ? -1 : toKey(a) > toKey(b) ? 1 : 0));
}

function readMarker(marker: string, invalidMarker: () => Error): string {
  const text = Buffer.from(marker, 'base64').toString();
  if (!text.startsWith(PREFIX)) throw invalidMarker();
  return text.slice(PREFIX.length);
}
