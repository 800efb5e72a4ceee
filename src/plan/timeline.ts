import type { AwsCall } from '../aws/aws-call.js';
import type { Action, ProgressEvent, ResourceId } from './events.js';
import { toResourceText } from './events.js';

/** A stretch of time in a step in which it had to wait. Times are milliseconds since the start of the run. */
export interface TimelineWait {
  readonly status: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The resource that it waited for, where it is another one. */
  readonly for: ResourceId | null;
}

/** One AWS call, when it was made. No parameter, no body. */
export interface TimelineCall {
  readonly service: string;
  readonly operation: string;
  readonly status: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly attempts: number;
  readonly requestId: string | null;
}

/** What one step did, and when; null for what did not come to be. */
export interface TimelineStep {
  readonly resource: ResourceId;
  readonly after: readonly ResourceId[];
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly action: Action | null;
  readonly failure: string | null;
  readonly waits: readonly TimelineWait[];
  readonly calls: readonly TimelineCall[];
}

/** What a run did, and when. */
export interface Timeline {
  readonly startedAt: Date;
  readonly elapsedMs: number;
  readonly steps: readonly TimelineStep[];
  /** Calls that were made for no step: who we are, the network. */
  readonly calls: readonly TimelineCall[];
}

/** Writes down what happens in a run. */
export interface TimelineRecorder {
  note(event: ProgressEvent): void;
  noteCall(call: AwsCall): void;
  /** What happened so far; what goes on ends now. */
  read(): Timeline;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type StepRecord = Mutable<Omit<TimelineStep, 'waits' | 'calls'>> & {
  waits: Mutable<TimelineWait>[];
  calls: TimelineCall[];
};

/** @param now milliseconds since some moment that stays the same */
export function createTimeline(now: () => number = () => performance.now()): TimelineRecorder {
  const startedAt = new Date();
  const started = now();
  const elapsed = () => Math.round(now() - started);
  const steps = new Map<string, StepRecord>();
  const calls: TimelineCall[] = [];
  const find = (resource: ResourceId): StepRecord => {
    const key = toResourceText(resource);
    const nothing = { after: [], fromMs: null, toMs: null, action: null, failure: null };
    const record = steps.get(key) ?? { resource, ...nothing, waits: [], calls: [] };
    steps.set(key, record);
    return record;
  };
  const endWait = ({ waits }: StepRecord) => {
    const last = waits.at(-1);
    if (last && last.toMs === ONGOING) last.toMs = elapsed();
  };
  const end = (record: StepRecord) => {
    endWait(record);
    record.fromMs ??= elapsed();
    record.toMs = elapsed();
  };
  return {
    note(event) {
      if (event.type === 'planned') {
        for (const { resource, after } of event.steps) find(resource).after = after;
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
      const read = [...steps.values()].map((step) => ({
        ...step,
        toMs: step.fromMs === null ? null : (step.toMs ?? elapsedMs),
        waits: step.waits.map((wait) => ({ ...wait, toMs: toNow(wait.toMs) })),
        calls: [...step.calls],
      }));
      return { startedAt, elapsedMs, steps: read, calls: [...calls] };
    },
  };
}

const ONGOING = Number.POSITIVE_INFINITY;
