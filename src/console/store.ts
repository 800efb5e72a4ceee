import { batch, signal } from '@preact/signals';
import type {
  CallRow,
  ConsoleChange,
  ControlsDocument,
  EndpointFacts,
  InvocationRow,
  LoginRow,
  NewRows,
  ResourcesDocument,
} from '../emulator/console/documents.js';

/** What the page knows. All of it is in memory only. */

export type Numbered<T> = T & { readonly number: number };

/** The latest rows, newest first, and the number of all rows. */
export interface RowList<T> {
  readonly rows: readonly Numbered<T>[];
  readonly total: number;
}

/** More rows would make the page slow. */
const MAX_ROWS = 500;

export const endpoint = signal<EndpointFacts | undefined>(undefined);
export const resources = signal<ResourcesDocument>({ rows: [], leftOut: 0 });
export const calls = signal<RowList<CallRow>>({ rows: [], total: 0 });
export const logins = signal<RowList<LoginRow>>({ rows: [], total: 0 });
export const invocations = signal<RowList<InvocationRow>>({ rows: [], total: 0 });
export const report = signal<NonNullable<ConsoleChange['report']>>([]);
export const controls = signal<ControlsDocument | undefined>(undefined);
/** The endpoint's time minus that of this page's own timer. */
export const clockOffsetMs = signal(0);
/** A sentence for screen readers. */
export const announcement = signal('');

/** Returns the endpoint's time now. */
export function readClock(): number {
  return clockOffsetMs.value + performance.now();
}

/** Takes a message of the endpoint. */
export function apply(change: ConsoleChange): void {
  batch(() => {
    clockOffsetMs.value = change.nowMs - performance.now();
    if (change.endpoint) {
      endpoint.value = change.endpoint;
      // The first message of a connection has all rows.
      for (const list of [calls, logins, invocations]) list.value = { rows: [], total: 0 };
    }
    if (change.resources) resources.value = change.resources;
    if (change.report) report.value = change.report;
    if (change.controls) controls.value = change.controls;
    if (change.calls) calls.value = merge(calls.value, change.calls);
    if (change.logins) logins.value = merge(logins.value, change.logins);
    if (change.invocations) invocations.value = merge(invocations.value, change.invocations);
  });
}

/** Tells screen readers what has happened. */
export function announce(text: string): void {
  announcement.value = text;
}

function merge<T>({ rows }: RowList<T>, added: NewRows<T>): RowList<T> {
  const newest = added.rows.slice(-MAX_ROWS).reverse();
  return { rows: [...newest, ...rows].slice(0, MAX_ROWS), total: added.total };
}
