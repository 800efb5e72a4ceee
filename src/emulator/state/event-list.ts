/**
 * Log events in the order of their time; events of one time stay as written. A position names the same event
 * after older events were dropped.
 */
export interface EventList<T extends EventKey> {
  /** The position of the first event. */
  readonly start: number;
  /** The position after the last event. */
  readonly end: number;
  at(position: number): T | undefined;
  /** Takes events that are in order among themselves, and newer by sequence than all others. */
  add(events: readonly T[]): void;
  /** The position of the first event at this time or later. */
  findTime(timestampMs: number): number;
  /** The position after this event, also when the list does not have it any more. */
  findAfter(event: EventKey): number;
  /** Removes the first event and returns it. */
  dropFirst(): T | undefined;
}

/** What tells an event from all others of its group, and orders them. */
export interface EventKey {
  readonly timestampMs: number;
  /** Counts the events of the group as they were written. */
  readonly sequence: number;
}

/** Dropped events keep their place until an eighth of the list is dropped: then one copy frees them all. */
const MAX_DROPPED_SHARE = 1 / 8;

/** A list without events. */
export function createEventList<T extends EventKey>(): EventList<T> {
  let items: T[] = [];
  /** How many of `items` are dropped, and how many were removed from it before. */
  let dropped = 0;
  let removed = 0;
  /** The first index whose event is not before the wanted place. */
  const search = (isBefore: (event: T) => boolean): number => {
    let low = dropped;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = items[middle];
      if (event && isBefore(event)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get start() {
      return removed + dropped;
    },
    get end() {
      return removed + items.length;
    },
    at: (position) => (position < removed + dropped ? undefined : items[position - removed]),
    add(events) {
      const [first] = events;
      if (!first) return;
      const tail = items.splice(search(({ timestampMs }) => timestampMs <= first.timestampMs));
      let next = 0;
      for (const event of events) {
        for (let old = tail[next]; old && old.timestampMs <= event.timestampMs; old = tail[next]) {
          items.push(old);
          next++;
        }
        items.push(event);
      }
      for (const old of tail.slice(next)) items.push(old);
    },
    findTime: (timestampMs) => removed + search((event) => event.timestampMs < timestampMs),
    findAfter: (key) => removed + search((event) => compare(event, key) <= 0),
    dropFirst() {
      const first = items[dropped];
      if (!first) return undefined;
      dropped++;
      if (dropped > items.length * MAX_DROPPED_SHARE) {
        items = items.slice(dropped);
        removed += dropped;
        dropped = 0;
      }
      return first;
    },
  };
}

function compare(a: EventKey, b: EventKey): number {
  return a.timestampMs - b.timestampMs || a.sequence - b.sequence;
}
