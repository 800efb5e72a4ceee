import type { Account } from './account.js';
import type { Clock } from './clock.js';
import { createEventList, type EventList } from './event-list.js';
import type { LogEvent, LogGroup, LogStream, LogsState } from './logs.js';

/** What a group holds at most, streams included: beyond it the oldest events go. docs/LOCAL.md names it. */
export const MAX_GROUP_BYTES = 32 * 1024 * 1024;
/** What AWS adds to each event's message (API reference, PutLogEvents). */
export const EVENT_OVERHEAD_BYTES = 26;
const STREAM_BYTES = 1024;
const DAY_MS = 86_400_000;

/** How long after its writing an event can be read. */
export interface Readability {
  readonly nowMs: number;
  readonly logsMs: number;
}

/** An empty group, put into the state. */
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
    nextSequence: 1,
    tags: new Map(),
  };
  logs.groups.set(name, group);
  return group;
}

/** Puts an empty stream into its group. */
export function addLogStream(group: LogGroup, name: string, nowMs: number): LogStream {
  const stream: LogStream = { name, createdAtMs: nowMs, events: createEventList() };
  group.streams.set(name, stream);
  dropOverflow(group);
  return stream;
}

/** Writes lines, which are in the order of their time, and drops what the group has no room for. */
export function storeEvents(
  stream: LogStream,
  lines: readonly Pick<LogEvent, 'timestampMs' | 'message'>[],
  { group, nowMs }: { group: LogGroup; nowMs: number },
): void {
  if (lines.length === 0) return;
  const events = lines.map(({ timestampMs, message }): LogEvent => {
    group.storedBytes += toEventBytes(message);
    return { timestampMs, ingestedAtMs: nowMs, message, stream, sequence: group.nextSequence++ };
  });
  stream.events.add(events);
  stream.ingestedAtMs = nowMs;
  group.events.add(events);
  dropExpired(group, nowMs);
  dropOverflow(group);
}

/** Removes the events that are older than the group's retention; their streams stay, as on AWS. */
export function dropExpired(group: LogGroup, nowMs: number): void {
  if (group.retentionDays === undefined) return;
  const oldestMs = nowMs - group.retentionDays * DAY_MS;
  while ((group.events.at(group.events.start)?.timestampMs ?? oldestMs) < oldestMs) {
    dropFirst(group);
  }
}

/** The bytes of an event, as AWS counts them. */
export function toEventBytes(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

/** Whether an event was written long enough ago. */
export function isReadable({ ingestedAtMs }: LogEvent, { nowMs, logsMs }: Readability): boolean {
  return ingestedAtMs + logsMs <= nowMs;
}

/** The position after the last event that can be read. */
export function findReadableEnd(events: EventList<LogEvent>, readability: Readability): number {
  let { end } = events;
  for (let last = events.at(end - 1); last; last = events.at(end - 1)) {
    if (isReadable(last, readability)) break;
    end--;
  }
  return end;
}

/** A stream goes with its last event: otherwise streams without events would fill the group. */
function dropOverflow(group: LogGroup): void {
  while (group.storedBytes + group.streams.size * STREAM_BYTES > MAX_GROUP_BYTES) {
    const stream = dropFirst(group)?.stream;
    if (!stream) {
      dropOldestStreams(group);
      return;
    }
    if (stream.events.start === stream.events.end) group.streams.delete(stream.name);
  }
}

/** An eighth at once, of a group without events: finding the first of a Map slows down with each deletion. */
function dropOldestStreams({ streams }: LogGroup): void {
  for (const name of [...streams.keys()].slice(0, streams.size / 8)) streams.delete(name);
}

function dropFirst(group: LogGroup): LogEvent | undefined {
  const event = group.events.dropFirst();
  if (!event) return undefined;
  event.stream.events.dropFirst();
  group.storedBytes -= toEventBytes(event.message);
  return event;
}

/** Lines that a service writes by itself, without a call. */
export interface LogLines {
  /** The region's. */
  readonly state: LogsState;
  readonly account: Account;
  readonly clock: Clock;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  readonly messages: readonly string[];
}

/** Writes lines now; a group or a stream that is missing is made: whether the writer may, is its to ask. */
export function appendLogEvents(lines: LogLines): void {
  const { state, clock, messages } = lines;
  const nowMs = clock.now();
  const group = state.groups.get(lines.group) ?? addLogGroup(state, lines.group, lines);
  const stream = group.streams.get(lines.stream) ?? addLogStream(group, lines.stream, nowMs);
  const written = messages.map((message) => ({ timestampMs: nowMs, message }));
  storeEvents(stream, written, { group, nowMs });
}
