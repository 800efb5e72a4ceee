import { type Outcome, type ProgressEvent, type ResourceId, toResourceText } from './events.js';

/** A time in which a resource had to wait, in milliseconds since the start of the run. */
export interface TimelineWait {
  readonly status: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The other resource that it waited for, if it waited for one. */
  readonly for: ResourceId | null;
}

/** One AWS call, without parameters and body. */
export interface TimelineCall {
  readonly service: string;
  readonly operation: string;
  readonly status: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly attempts: number;
  readonly requestId: string | null;
}

/** The work on one resource; null for values that do not exist. */
export interface TimelineResource {
  readonly resource: ResourceId;
  readonly after: readonly ResourceId[];
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly action: Outcome | null;
  readonly failure: string | null;
  readonly waits: readonly TimelineWait[];
  readonly calls: readonly TimelineCall[];
}

/** The course of a run. */
export interface Timeline {
  readonly startedAt: Date;
  readonly elapsedMs: number;
  readonly resources: readonly TimelineResource[];
  /** Calls that belong to no resource, such as those for the identity and the network. */
  readonly calls: readonly TimelineCall[];
}

export interface FinishedCall {
  readonly service: string;
  readonly operation: string;
  readonly status: number | string;
  readonly elapsedMs: number;
  readonly attempts: number;
  readonly requestId: string | null;
  readonly resource: ResourceId | null;
}

/** Records the course of a run. */
export interface TimelineRecorder {
  note(event: ProgressEvent): void;
  noteCall(call: FinishedCall): void;
  /** Returns the timeline so far. Running work and waits end now. */
  read(): Timeline;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type ResourceRecord = Mutable<Omit<TimelineResource, 'waits' | 'calls'>> & {
  waits: Mutable<TimelineWait>[];
  calls: TimelineCall[];
};

/** @param now milliseconds since a fixed moment */
export function createTimeline(now: () => number = () => performance.now()): TimelineRecorder {
  const startedAt = new Date();
  const started = now();
  const elapsed = () => Math.round(now() - started);
  const records = new Map<string, ResourceRecord>();
  const calls: TimelineCall[] = [];
  const find = (resource: ResourceId): ResourceRecord => {
    const key = toResourceText(resource);
    const nothing = { after: [], fromMs: null, toMs: null, action: null, failure: null };
    const record = records.get(key) ?? { resource, ...nothing, waits: [], calls: [] };
    records.set(key, record);
    return record;
  };
  const endWait = ({ waits }: ResourceRecord) => {
    const last = waits.at(-1);
    if (last && last.toMs === ONGOING) last.toMs = elapsed();
  };
  const end = (record: ResourceRecord) => {
    endWait(record);
    record.fromMs ??= elapsed();
    record.toMs = elapsed();
  };
  return {
    note(event) {
      if (event.type === 'planned') {
        for (const { resource, after } of event.resources) find(resource).after = after;
      }
      if (event.type === 'started') find(event.resource).fromMs = elapsed();
      if (event.type === 'waiting') {
        const record = find(event.resource);
        const last = record.waits.at(-1);
        if (last?.toMs === ONGOING && last.status === event.status) return;
        endWait(record);
        const fromMs = Math.max(elapsed() - event.elapsedMs, last?.toMs ?? 0);
        const wait = { status: event.status, for: event.for ?? null };
        record.waits.push({ ...wait, fromMs, toMs: ONGOING });
      }
      if (event.type === 'finished') {
        const record = find(event.report);
        record.action = event.report.action;
        end(record);
      }
      if (event.type === 'failed') {
        const record = find(event.resource);
        record.failure = event.message;
        end(record);
      }
    },
    noteCall({ resource, service, operation, status, elapsedMs, attempts, requestId }) {
      const toMs = elapsed();
      const times = { fromMs: Math.max(0, toMs - elapsedMs), toMs };
      const list = resource ? find(resource).calls : calls;
      list.push({ service, operation, status: String(status), ...times, attempts, requestId });
    },
    read() {
      const elapsedMs = elapsed();
      const toNow = (ms: number) => (ms === ONGOING ? elapsedMs : ms);
      const read = [...records.values()].map((record) => ({
        ...record,
        toMs: record.fromMs === null ? null : (record.toMs ?? elapsedMs),
        waits: record.waits.map((wait) => ({ ...wait, toMs: toNow(wait.toMs) })),
        calls: [...record.calls],
      }));
      return { startedAt, elapsedMs, resources: read, calls: [...calls] };
    },
  };
}

const ONGOING = Number.POSITIVE_INFINITY;
