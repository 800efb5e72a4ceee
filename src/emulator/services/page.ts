/** One page of a list, and the marker of the next page, if any. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** The input of `toPage`. */
export interface PageRequest<T> {
  /** Sorted by `toKey`. */
  readonly items: readonly T[];
  readonly max: number;
  /** The `next` of the previous page, as the caller sent it. */
  readonly marker?: string | undefined;
  /** Returns the key of an item. The next page begins after this key, even if the item is gone by then. */
  readonly toKey: (item: T) => string;
  /** Returns the error for a marker that no page returned. */
  readonly invalidMarker: () => Error;
}

const KEY_PREFIX = 'after:';
const POSITION_PREFIX = 'from:';

/** Cuts a page from a list that is sorted by `toKey`. The marker is opaque, as on AWS. */
export function toPage<T>({ items, max, marker, toKey, invalidMarker }: PageRequest<T>): Page<T> {
  const after = marker === undefined ? undefined : readMarker(KEY_PREFIX, marker, invalidMarker);
  const rest = after === undefined ? items : items.filter((item) => toKey(item) > after);
  const page = rest.slice(0, max);
  const last = page.at(-1);
  if (page.length === rest.length || last === undefined) return { items: page };
  return { items: page, next: writeMarker(KEY_PREFIX + toKey(last)) };
}

/** A page of a list whose items have no stable key: a range of positions. */
export interface Slice {
  readonly start: number;
  /** The position after the last item. */
  readonly end: number;
  readonly next?: string | undefined;
}

/** Finds a page of a list of `total` items by position. */
export function toSlice({
  total,
  max,
  marker,
  invalidMarker,
}: { readonly total: number } & Pick<
  PageRequest<unknown>,
  'max' | 'marker' | 'invalidMarker'
>): Slice {
  const text = marker === undefined ? '0' : readMarker(POSITION_PREFIX, marker, invalidMarker);
  if (!/^\d{1,15}$/.test(text)) throw invalidMarker();
  const start = Number(text);
  const end = Math.min(total, start + max);
  return end < total ? { start, end, next: writeMarker(POSITION_PREFIX + end) } : { start, end };
}

/** Sorts by UTF-16 code units, the order that `toPage` relies on. */
export function sortByKey<T>(items: Iterable<T>, toKey: (item: T) => string): T[] {
  return [...items].sort((a, b) => (toKey(a) < toKey(b) ? -1 : toKey(a) > toKey(b) ? 1 : 0));
}

/** Writes an opaque marker. */
export function writeMarker(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Returns the text of a marker after its prefix. Throws for a marker that `writeMarker` did not write. */
export function readMarker(prefix: string, marker: string, invalidMarker: () => Error): string {
  const text = Buffer.from(marker, 'base64').toString();
  if (!text.startsWith(prefix) || writeMarker(text) !== marker) throw invalidMarker();
  return text.slice(prefix.length);
}
