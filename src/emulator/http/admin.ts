import { isAlive } from '../process/living-process.js';
import type { Credential } from '../state/credentials.js';
import type { WireAnswer, WireRequest } from '../wire/wire-protocol.js';

/** The service name in the scope of requests to the endpoint itself. */
export const ADMIN_SIGNING_NAME = 'valkey-lab';

/** What requests to the endpoint itself can read and do. */
export interface AdminActions {
  /** Returns a JSON document without secrets. */
  status(): object;
  isEmpty(): boolean;
  /** Sets the pace of all later changes. Returns false if the name is not a pace. */
  setPace(name: string): boolean;
  readonly callers: Callers;
  /** Returns a JSON document with the rows of the compatibility report. `reset`: the report is empty afterwards. */
  report(reset: boolean): object;
  /** Returns a JSON document with the address of the console, which works once. */
  openConsole(): object;
  /** Called after the answer to a stop request has been sent. */
  stop(): void;
}

export interface AdminAnswer {
  readonly answer: WireAnswer;
  readonly afterwards?: (() => void) | undefined;
}

/**
 * Answers `POST /_valkey-lab/status`, `POST /_valkey-lab/pace` (`{"pace":"0.2"}`, only while the endpoint is empty),
 * `POST /_valkey-lab/report` (`{"reset":true}`), `POST /_valkey-lab/console` and `POST /_valkey-lab/stop`
 * (`{"ifEmpty":true}`). A request may name the calling process (`{"caller":123}`). This process uses the endpoint from
 * its `status` until its `stop` or its end. Until then, a stop with `ifEmpty` from another process is refused.
 */
export function answerAdmin(
  request: WireRequest,
  caller: Credential,
  actions: AdminActions,
): AdminAnswer {
  if (caller.principal.kind !== 'administrator') {
    return {
      answer: toJson(403, { code: 'AccessDenied', message: 'Only for the administrator.' }),
    };
  }
  const name = `${request.method} ${request.path}`;
  const answer = ANSWERS[name];
  if (!answer) {
    return { answer: toJson(404, { code: 'NotFound', message: 'The endpoint has no such page.' }) };
  }
  const question = readQuestion(request.body);
  if (!question) {
    const message = 'The body must be {} or like {"ifEmpty":true,"caller":123}.';
    return { answer: toJson(400, { code: 'InvalidRequest', message }) };
  }
  return answer(question, actions);
}

const ANSWERS: Readonly<
  Record<string, (question: Question, actions: AdminActions) => AdminAnswer>
> = {
  'POST /_valkey-lab/status': answerStatus,
  'POST /_valkey-lab/pace': answerPace,
  'POST /_valkey-lab/report': answerReport,
  'POST /_valkey-lab/console': (_, { openConsole }) => ({ answer: toJson(200, openConsole()) }),
  'POST /_valkey-lab/stop': answerStop,
};

function answerStatus({ caller }: Question, { callers, status }: AdminActions): AdminAnswer {
  if (caller !== undefined) callers.enter(caller);
  return { answer: toJson(200, status()) };
}

function answerPace({ caller, pace = '' }: Question, actions: AdminActions): AdminAnswer {
  const { callers, isEmpty, setPace } = actions;
  if (caller !== undefined) callers.leave(caller);
  const isFree = isEmpty() && !callers.isAny();
  if (caller !== undefined) callers.enter(caller);
  return { answer: toJson(200, { changed: isFree && setPace(pace) }) };
}

function answerReport({ reset }: Question, { report }: AdminActions): AdminAnswer {
  return { answer: toJson(200, report(reset)) };
}

function answerStop({ caller, ifEmpty }: Question, actions: AdminActions): AdminAnswer {
  const { callers } = actions;
  if (caller !== undefined) callers.leave(caller);
  if (ifEmpty && (callers.isAny() || !actions.isEmpty())) {
    return { answer: toJson(200, { stopped: false }) };
  }
  return { answer: toJson(200, { stopped: true }), afterwards: () => actions.stop() };
}

interface Question {
  readonly ifEmpty: boolean;
  readonly reset: boolean;
  readonly caller: number | undefined;
  readonly pace?: string | undefined;
}

function readQuestion(body: Uint8Array): Question | undefined {
  if (body.byteLength === 0) return { ifEmpty: false, reset: false, caller: undefined };
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const question = value as Partial<Record<keyof Question, unknown>>;
    const { ifEmpty = false, reset = false, caller, pace } = question;
    if (typeof ifEmpty !== 'boolean' || typeof reset !== 'boolean') return undefined;
    if (pace !== undefined && typeof pace !== 'string') return undefined;
    return caller === undefined || isPid(caller) ? { ifEmpty, reset, caller, pace } : undefined;
  } catch {
    return undefined;
  }
}

function isPid(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function toJson(status: number, value: object): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}

/** The commands that currently use the endpoint. While one does, the endpoint does not end, even if it is empty. */
export interface Callers {
  enter(pid: number): void;
  leave(pid: number): void;
  /** Returns whether a command still uses the endpoint. Processes that ended without a `stop` do not count. */
  isAny(): boolean;
}

/** Creates an empty set of callers. */
export function createCallers(): Callers {
  const pids = new Set<number>();
  return {
    enter: (pid) => void pids.add(pid),
    leave: (pid) => void pids.delete(pid),
    isAny() {
      for (const pid of pids) if (!isAlive(pid)) pids.delete(pid);
      return pids.size > 0;
    },
  };
}
