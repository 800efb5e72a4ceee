import { type Page, sortByKey, toPage } from '../page.js';
import { invalidValue } from './resources.js';

interface Paging {
  /** The request's name for the page size: `MaxRecords` or `MaxResults`. */
  readonly parameter: string;
  /** The smallest page size that the operation accepts. The largest is 100. */
  readonly min: number;
  readonly max: number | undefined;
  readonly fallback: number;
  readonly marker: string | undefined;
}

/** Cuts a page for a Describe operation. Throws InvalidParameterValue. */
export function toElastiCachePage<T>(
  items: Iterable<T>,
  toKey: (item: T) => string,
  { parameter, min, max, fallback, marker }: Paging,
): Page<T> {
  if (max !== undefined && (max < min || max > 100)) {
    throw invalidValue(`Invalid value ${max} for ${parameter}. Must be between ${min} and 100`);
  }
  return toPage({
    items: sortByKey(items, toKey),
    max: max ?? fallback,
    marker,
    toKey,
    invalidMarker: () => invalidValue('The marker is invalid.'),
  });
}
