/**
 * Log events in order of time. Events with the same time keep the order in which they were written. A position
 * still names the same event after older events are dropped.
 */
export interface EventList<T extends EventKey> {
  /** The position of the first event. */
  readonly start: number;
  /** The position after the last event. */
  readonly end: number;
  at(position: number): T | undefined;
  /** Adds events that are sorted by time. Their sequence numbers must be higher than all others. */
  add(events: readonly T[]): void;
  /** Returns the position of the first event at this time or later. */
  findTime(timestampMs: number): number;
  /** Returns the position after this event, even if the list no longer contains it. */
  findAfter(event: EventKey): number;
  /** Removes the first event and returns it. */
  dropFirst(): T | undefined;
}

/** Identifies an event in its group, and orders events. */
export interface EventKey {
  readonly timestampMs: number;
  /** Number of the event in its group, in the order of writing. */
  readonly sequence: number;
}

/** Dropped events stay in memory until they are an eighth of the list. Then one copy frees them all. */
const MAX_DROPPED_SHARE = 1 / 8;

/** Creates a list without events. */
export function createEventList<T extends EventKey>(): EventList<T> {
  let items: T[] = [];
  /** Number of dropped events that `items` still holds, and of those it no longer holds. */
  let dropped = 0;
  let removed = 0;
  /** Finds the first index whose event is not before the wanted place. */
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
