import type { BenchFigures } from '../actions/bench/figures.js';
import type { Rule } from '../actions/explain/rule.js';
import type { InvokeResult } from '../actions/invocation/result.js';
import type { Judgement } from '../actions/verify/judge.js';
import type { InvocationReport } from '../aws/invocation-log.js';
import type { Envelope } from '../commands/session/envelope.js';
import type { ResourceReport } from '../engine/events.js';
import type { Problem } from '../engine/status.js';
import type { Finding } from '../resources/shared/check.js';

/** Of `up`, `down` and the steps: what was done with each resource. */
export interface LabDocument extends Envelope {
  readonly resources: readonly ResourceReport[];
  readonly endpoint: { readonly address: string; readonly port: number } | null;
  readonly elapsedMs: number;
}

/** Of `down` with `all`: the labs, and the resources of those that were taken. */
export interface SweepDocument extends Omit<Envelope, 'lab'> {
  readonly lab: null;
  readonly labs: readonly {
    readonly lab: string;
    /** ISO time: when its newest resource was made. */
    readonly newest: string | null;
    /** `kept`: not older than was asked for. */
    readonly action: 'deleted' | 'kept';
  }[];
  readonly resources: readonly (ResourceReport & { readonly lab: string })[];
  readonly elapsedMs: number;
}

/** Of `status`: what there is, and what is not right with it. */
export interface StatusDocument extends LabDocument {
  readonly problems: readonly Problem[];
}

/** Of `invoke`: the last invocation, and Lambda's figures of all of them when there were several. */
export interface InvokeDocument extends Envelope, InvokeResult {
  readonly invocations?: readonly (InvocationReport | null)[];
}

/** One log line of the function. */
export interface LogLineFacts {
  /** ISO time. */
  readonly timestamp: string;
  readonly logStream: string;
  readonly message: string;
}

/** Of `logs`: the lines since then, oldest first. */
export interface LogsDocument extends Envelope {
  readonly logGroup: string;
  /** ISO time. */
  readonly since: string;
  readonly events: readonly LogLineFacts[];
  readonly elapsedMs: number;
}

/** Of `bench`: milliseconds, cold and warm. */
export interface BenchDocument extends Envelope, BenchFigures {
  readonly elapsedMs: number;
}

/** Of `verify`: every attempt, with what had to come of it and what did. */
export interface VerifyDocument extends Envelope {
  readonly attempts: readonly Judgement[];
  readonly elapsedMs: number;
}

/** Of `doctor`: what was looked at. */
export interface DoctorDocument extends Omit<Envelope, 'account'> {
  readonly account: string | null;
  readonly checks: readonly Finding[];
  readonly elapsedMs: number;
}

/** Of `token`. The token is a secret for as long as it lives. */
export interface TokenDocument {
  readonly command: 'token';
  readonly ok: true;
  readonly lab: string;
  readonly region: string;
  readonly local: boolean;
  readonly cacheName: string;
  readonly userId: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** Of `explain`: no rule is broken; those with `ok: null` cannot be told from here. */
export interface ExplainDocument extends Omit<Envelope, 'account'> {
  /** `null` for a token: nothing is asked of AWS. */
  readonly account: string | null;
  readonly subject: 'token' | 'set-up';
  readonly rules: readonly Rule[];
}
