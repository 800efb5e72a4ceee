import type { Account } from './account.js';
import type { Clock } from './clock.js';
import { createEventList, type EventList } from './event-list.js';
import type { LogEvent, LogGroup, LogStream, LogsState } from './logs.js';

/** Limit of the memory of a group, with its streams. Above it, the oldest events are dropped. docs/LOCAL.md states it. */
export const MAX_GROUP_BYTES = 16 * 1024 * 1024;
/** Limit of the memory of all groups of a region. Above it, the largest group loses its oldest events. */
export const MAX_REGION_BYTES = 64 * 1024 * 1024;
/** Memory of an event without its text: the object, its places in two lists, and the head of the string. */
const EVENT_MEMORY_BYTES = 160;
/** Bytes that AWS adds to each event's message (API reference, PutLogEvents). */
const EVENT_OVERHEAD_BYTES = 26;
const STREAM_BYTES = 1024;
const DAY_MS = 86_400_000;

/** The delay between writing an event and reading it. */
export interface Readability {
  readonly nowMs: number;
  readonly logsMs: number;
}

/** Adds an empty group to the state. */
export function addLogGroup(
  logs: LogsState,
  name: string,
  { account, region, clock }: { account: Account; region: string; clock: Clock },
): LogGroup {
  const group: LogGroup = {
    name,
    arn: account.arn('logs', region, `log-group:${name}`),
    createdAtMs: clock.now(),
    streams: new Map(),
    events: createEventList(),
    storedBytes: 0,
    memoryBytes: 0,
    nextSequence: 1,
    tags: new Map(),
  };
  logs.groups.set(name, group);
  return group;
}

/** Adds an empty stream to its group. */
export function addLogStream(group: LogGroup, name: string, nowMs: number): LogStream {
  const stream: LogStream = { name, createdAtMs: nowMs, events: createEventList() };
  group.streams.set(name, stream);
  dropOverflow(group);
  return stream;
}

/** Writes lines, which must be in order of time, and drops events that exceed the group's limit. */
export function storeEvents(
  stream: LogStream,
  lines: readonly Pick<LogEvent, 'timestampMs' | 'message'>[],
  { logs, group, nowMs }: { logs: LogsState; group: LogGroup; nowMs: number },
): void {
  if (lines.length === 0) return;
  const events = lines.map(({ timestampMs, message }): LogEvent => {
    group.storedBytes += toEventBytes(message);
    group.memoryBytes += toMemoryBytes(message);
    return { timestampMs, ingestedAtMs: nowMs, message, stream, sequence: group.nextSequence++ };
  });
  stream.events.add(events);
  stream.ingestedAtMs = nowMs;
  group.events.add(events);
  dropExpired(group, nowMs);
  dropOverflow(group);
  dropRegionOverflow(logs);
}

/** Removes events older than the group's retention. As on AWS, their streams stay. */
export function dropExpired(group: LogGroup, nowMs: number): void {
  if (group.retentionDays === undefined) return;
  const oldestMs = nowMs - group.retentionDays * DAY_MS;
  while ((group.events.at(group.events.start)?.timestampMs ?? oldestMs) < oldestMs) {
    dropFirst(group);
  }
}

/** Returns the size of an event, as AWS counts it. */
export function toEventBytes(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

/** Returns whether an event was written long enough ago to be read. */
export function isReadable({ ingestedAtMs }: LogEvent, { nowMs, logsMs }: Readability): boolean {
  return ingestedAtMs + logsMs <= nowMs;
}

/** Returns the position after the last readable event. */
export function findReadableEnd(events: EventList<LogEvent>, readability: Readability): number {
  let { end } = events;
  for (let last = events.at(end - 1); last; last = events.at(end - 1)) {
    if (isReadable(last, readability)) break;
    end--;
  }
  return end;
}

/** Returns the memory of an event. V8 keeps a text in one byte for each character if it can, otherwise in two. */
function toMemoryBytes(message: string): number {
  const isNarrow = Buffer.byteLength(message) === message.length;
  return EVENT_MEMORY_BYTES + message.length * (isNarrow ? 1 : 2);
}

function findMemory({ memoryBytes, streams }: LogGroup): number {
  return memoryBytes + streams.size * STREAM_BYTES;
}

function dropRegionOverflow({ groups }: LogsState): void {
  const sizes = [...groups.values()].map((group) => ({ group, bytes: findMemory(group) }));
  const excess = sizes.reduce((sum, { bytes }) => sum + bytes, 0) - MAX_REGION_BYTES;
  if (excess <= 0) return;
  const [largest] = sizes.sort((one, other) => other.bytes - one.bytes);
  // An eighth at once: otherwise each write would look at all groups again and drop one event.
  if (largest) dropOverflow(largest.group, largest.bytes - Math.max(excess, largest.bytes / 8));
}

/** Drops the oldest events, and a stream with its last event: otherwise empty streams would fill the group. */
function dropOverflow(group: LogGroup, limitBytes = MAX_GROUP_BYTES): void {
  while (findMemory(group) > limitBytes) {
    const stream = dropFirst(group)?.stream;
    if (!stream) {
      dropOldestStreams(group);
      return;
    }
    if (stream.events.start === stream.events.end) group.streams.delete(stream.name);
  }
}

/** Drops an eighth of the streams at once: finding the first entry of a Map slows down with each deletion. */
function dropOldestStreams({ streams }: LogGroup): void {
  for (const name of [...streams.keys()].slice(0, streams.size / 8)) streams.delete(name);
}

function dropFirst(group: LogGroup): LogEvent | undefined {
  const event = group.events.dropFirst();
  if (!event) return undefined;
  event.stream.events.dropFirst();
  group.storedBytes -= toEventBytes(event.message);
  group.memoryBytes -= toMemoryBytes(event.message);
  return event;
}

/** Lines that a service writes without a call. */
export interface LogLines {
  /** The region's logs. */
  readonly state: LogsState;
  readonly account: Account;
  readonly clock: Clock;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  readonly messages: readonly string[];
}

/** Writes lines now. Creates a missing group or stream, so the caller must check the permission first. */
export function appendLogEvents(lines: LogLines): void {
  const { state, clock, messages } = lines;
  const nowMs = clock.now();
  const group = state.groups.get(lines.group) ?? addLogGroup(state, lines.group, lines);
  const stream = group.streams.get(lines.stream) ?? addLogStream(group, lines.stream, nowMs);
  const written = messages.map((message) => ({ timestampMs: nowMs, message }));
  storeEvents(stream, written, { logs: state, group, nowMs });
}
