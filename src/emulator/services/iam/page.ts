import { fault } from '../../wire/fault.js';
import { sortByKey, toPage } from '../page.js';

interface IamPageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** Cuts a page of a List operation: sorted, with 100 items by default. */
export function toIamPage<T>(
  items: Iterable<T>,
  { Marker, MaxItems = 100 }: IamPageInput,
  toKey: (item: T) => string,
): { items: readonly T[]; rest: { IsTruncated: boolean; Marker?: string } } {
  const { items: page, next } = toPage({
    items: sortByKey(items, toKey),
    max: MaxItems,
    marker: Marker,
    toKey,
    invalidMarker: () => fault('ValidationError', `Invalid Marker: ${Marker}`),
  });
  return {
    items: page,
    rest: next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: next },
  };
}
