import type { InvocationReport, RoundTrip } from '../aws/invocation-log.js';
import type { LogLine } from '../aws/log-line.js';
import type { ResourceReport } from '../engine/events.js';
import type { Problem } from '../engine/status.js';
import type { Finding } from '../resources/shared/check.js';
import type { Place } from '../session/place.js';
import type { Summary } from './bench/summary.js';
import type { Cost } from './cost.js';
import type { Rule } from './explain/rule.js';
import type { Judgement } from './verify/judge.js';

export type { AwsCall } from '../aws/aws-call.js';
export type { InvocationReport, RoundTrip } from '../aws/invocation-log.js';
export type { LogLine } from '../aws/log-line.js';
export type {
  Outcome,
  PlannedResource,
  ProgressEvent,
  ResourceId,
  ResourceReport,
  WaitingEvent,
} from '../engine/events.js';
export type { Problem } from '../engine/status.js';
export type { CheckState, Finding } from '../resources/shared/check.js';
export type { Summary } from './bench/summary.js';
export type { Cost } from './cost.js';
export type { Rule } from './explain/rule.js';
export type { Judgement } from './verify/judge.js';

/** What each action gives. The library exports these types; the CLI renders them. */

/** The cache's address, for clients. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What was done with each resource; of a dry run, what would be. */
export interface LabResult extends Place {
  readonly resources: readonly ResourceReport[];
  readonly endpoint: Endpoint | null;
  readonly elapsedMs: number;
  /** Of a dry run: the settings that would change. */
  readonly changes?: readonly Change[];
  /** Of a dry run: what the cache costs at least; null where nothing is paid for. */
  readonly cost?: Cost | null;
}

/** A setting of a resource that would change. */
export interface Change {
  /** `kind/name`. */
  readonly resource: string;
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What was made. */
export interface MakeResult extends LabResult {
  /** With `findNext`: the first step of the tutorial whose resources do not exist yet, else `invoke`. */
  readonly next?: 'create-cache' | 'create-users' | 'create-role' | 'deploy-function' | 'invoke';
}

/** What was made, and with `report` what the run waited for. */
export interface UpResult extends MakeResult {
  readonly criticalPath?: readonly CriticalPart[];
  readonly report?: string;
}

/** A part of the critical path: the run waited for it, and nothing else made the run longer. */
export interface CriticalPart {
  /** `kind/name`; null before the first resource. */
  readonly resource: string | null;
  readonly fromMs: number;
  readonly elapsedMs: number;
  readonly waits: readonly { readonly status: string; readonly ms: number }[];
}

/** The labs, and the resources of those that were taken. */
export interface SweepResult extends Omit<Place, 'lab'> {
  readonly lab: null;
  readonly labs: readonly SweptLab[];
  readonly resources: readonly SweptResource[];
  readonly endpoint: null;
  readonly elapsedMs: number;
}

export interface SweptLab {
  /** Empty for the default lab. */
  readonly lab: string;
  /** ISO time: when its newest resource was made. */
  readonly newest: string | null;
  /** `kept`: not older than was asked for. */
  readonly action: 'deleted' | 'kept';
}

export type SweptResource = ResourceReport & { readonly lab: string };

/** What exists, and what is not right with it. */
export interface StatusResult extends Place {
  readonly resources: readonly ResourceReport[];
  readonly problems: readonly Problem[];
  readonly endpoint: Endpoint | null;
  readonly elapsedMs: number;
}

/** One invocation. */
export interface InvocationResult {
  readonly statusCode: number;
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly log: readonly string[];
  readonly report: InvocationReport | null;
  readonly roundTrip: RoundTrip | null;
}

/** The last invocation, and Lambda's figures of all of them when there were several. */
export interface InvokeResult extends Place, InvocationResult {
  readonly invocations?: readonly (InvocationReport | null)[];
}

/** The lines since then, oldest first; of a follower that nobody hears any more, those that it gave. */
export interface LogsResult extends Place {
  readonly logGroup: string;
  /** ISO time. */
  readonly since: string;
  readonly events: readonly LogLine[];
  readonly elapsedMs: number;
}

/** The figures: milliseconds, cold and warm. */
export interface BenchResult extends Place {
  readonly function: string;
  readonly count: number;
  readonly concurrency: number;
  readonly cold: Summary;
  readonly warm: Summary;
  readonly failed: number;
  /** Invocations that Lambda took only when the SDK called again: their caller waited for that too. */
  readonly retried: number;
  /** Invocations a second in the warm part. */
  readonly throughputPerSecond: number;
  /** The share of the warm part, 0 to 1, in which this process was at work. */
  readonly clientBusyRatio: number;
  /** The share of the warm invocations' time, 0 to 1, that passed in this process: the service had the rest. */
  readonly clientShare: number;
  readonly elapsedMs: number;
  readonly report?: string;
}

/** Every attempt, with what had to come of it and what did. */
export interface VerifyResult extends Place {
  readonly attempts: readonly Judgement[];
  readonly elapsedMs: number;
}

/** What was looked at. */
export interface DoctorResult extends Omit<Place, 'account'> {
  readonly account: string | null;
  readonly checks: readonly Finding[];
  readonly elapsedMs: number;
}

/** The token is a secret for as long as it lives. */
export interface TokenResult extends Omit<Place, 'account'> {
  readonly cacheName: string;
  readonly userId: string;
  readonly token: string;
  /** ISO time. */
  readonly expiresAt: string;
}

/** Which rules hold; of those with `ok: null` nobody can tell from here. */
export interface ExplainResult extends Omit<Place, 'account'> {
  /** `null` for a token: nothing is asked of AWS. */
  readonly account: string | null;
  readonly subject: 'token' | 'set-up';
  readonly rules: readonly Rule[];
}
