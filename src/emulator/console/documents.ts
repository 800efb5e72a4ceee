import type { CompatibilityRow } from '../state/compatibility.js';

/** The documents that the endpoint sends to its console. This file has types only: the page imports them. */

/** A change since the last message. The first message has every member. */
export interface ConsoleChange {
  /** The endpoint's clock, in milliseconds since the epoch. */
  readonly nowMs: number;
  readonly endpoint?: EndpointFacts;
  readonly resources?: ResourcesDocument;
  readonly calls?: NewRows<CallRow>;
  readonly logins?: NewRows<LoginRow>;
  readonly invocations?: NewRows<InvocationRow>;
  readonly report?: readonly CompatibilityRow[];
  readonly controls?: ControlsDocument;
}

export interface EndpointFacts {
  readonly url: string;
  readonly account: string;
  readonly pid: number;
}

/** Rows that came since the last message, oldest first. A reader that was too slow gets the latest rows only. */
export interface NewRows<T> {
  readonly rows: readonly (T & { readonly number: number })[];
  /** The number of all rows since the endpoint started. Rows have numbers from 1. */
  readonly total: number;
}

export type ResourceKind =
  | 'policy'
  | 'role'
  | 'function'
  | 'log-group'
  | 'network-interface'
  | 'serverless-cache'
  | 'user-group'
  | 'user';

export interface ResourceRow {
  /** Its ARN, or its id. */
  readonly id: string;
  readonly kind: ResourceKind;
  readonly name: string;
  /** Null for resources of IAM. */
  readonly region: string | null;
  /** In AWS's words. Null for resources without states. */
  readonly state: string | null;
  /** Names and values for the reader. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The resources that this one leads to, and how. */
  readonly links: readonly { readonly to: string; readonly how: string }[];
}

export interface ResourcesDocument {
  readonly rows: readonly ResourceRow[];
  /** The number of resources that are left out because there are too many. */
  readonly leftOut: number;
}

/** One call of an AWS API, or a fault that struck a cache: its service is `cache`, and its operation is what was struck. */
export interface CallRow {
  readonly atMs: number;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** The HTTP status; 0 if the call got no answer. */
  readonly status: number;
  readonly elapsedMs: number;
  /** The last part of the caller's ARN: `user/NAME` or `assumed-role/ROLE/SESSION`. For a fault, the cache. */
  readonly caller: string;
  readonly requestId: string;
  /** The kind of the fault that was injected. */
  readonly fault: string | null;
}

export interface LoginRow {
  readonly atMs: number;
  readonly cache: string;
  readonly username: string;
  readonly command: string;
  readonly outcome: 'accepted' | 'refused' | 'unchecked' | 'unreachable' | 'open';
  /** The rule that failed. */
  readonly rule: string | null;
  readonly detail: string | null;
  /** The kind of the fault that struck the login. */
  readonly fault: string | null;
  /** The role or user that signed the token. */
  readonly signer: string | null;
  readonly hasToken: boolean;
  readonly weighed: readonly WeighedRow[];
}

/** A policy statement that was weighed for a login. */
export interface WeighedRow {
  readonly policy: string;
  readonly statement: string;
  readonly effect: 'Allow' | 'Deny';
  readonly resource: string;
  readonly applies: boolean;
  readonly because: string | null;
}

export interface InvocationRow {
  readonly atMs: number;
  readonly functionName: string;
  readonly region: string;
  readonly requestId: string;
  readonly elapsedMs: number;
  readonly outcome: 'ok' | 'error' | 'not run';
  readonly problem: string | null;
}

/** What can be switched while the endpoint runs. */
export interface ControlsDocument {
  readonly pace: string;
  /** The faults document, as `--faults` takes it. */
  readonly faults: { readonly rules: readonly object[]; readonly [key: string]: unknown };
  readonly assumptions: readonly AssumptionRow[];
  /** By how much the endpoint's clock was moved forward. */
  readonly aheadMs: number;
}

export interface AssumptionRow {
  readonly id: string;
  readonly assumed: string;
  readonly current: string;
  readonly alternatives: Readonly<Record<string, string>>;
  readonly source: string;
}

/** What is only sent when a person asks for it. */
export interface LoginDetail {
  readonly token: string;
}

export interface InvocationDetail {
  readonly payload: string;
  readonly answer: string | null;
  readonly log: string;
}

export interface FunctionLog {
  readonly lines: readonly { readonly atMs: number; readonly text: string }[];
}
