import { findCriticalPath } from '../engine/critical-path.js';
import type { Timeline, TimelineCall, TimelineResource } from '../engine/timeline.js';
import { toGantt, toName, toTimeText } from './gantt.js';
import { type Html, html } from './html.js';
import { toHtmlTable, toPage } from './page.js';

/** The content of a run's page. */
export interface RunReport {
  readonly command: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly timeline: Timeline;
  /** The failure that ended the run. */
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
}

/** Renders the page of a run: timeline, critical path, and the AWS calls of each resource. */
export function toRunPage({ command, facts, timeline, failure }: RunReport): string {
  const elapsed = toTimeText(timeline.elapsedMs);
  const failed = failure && `Failed after ${elapsed}: ${failure.code}. ${failure.message}`;
  return toPage({
    title: `valkey-lab ${command}`,
    outcome: { text: failed || `Done in ${elapsed}.`, isGood: !failed },
    facts: [...facts, ['AWS calls', String(countCalls(timeline))]],
    body: [toTimelineSection(timeline), toCriticalSection(timeline), toStepsSection(timeline)],
  });
}

const toCallsText = ({ length }: readonly TimelineCall[]) =>
  length === 1 ? '1 AWS call' : `${length} AWS calls`;

function countCalls({ resources, calls }: Timeline): number {
  return calls.length + resources.reduce((sum, one) => sum + one.calls.length, 0);
}

function toTimelineSection(timeline: Timeline): Html {
  const isEmpty = timeline.resources.every(({ fromMs }) => fromMs === null);
  if (isEmpty) return html`<h2>Timeline</h2><p>No resource was started.</p>`;
  return html`<h2>Timeline</h2>
<p class="soft">Each resource, from start to end. A bar links to the resource's AWS calls.</p>
${toGantt(timeline, toCallsId)}
<ul class="legend">
<li><i style="background: var(--critical)"></i>critical path: the whole run waited for it</li>
<li><i style="background: var(--bar)"></i>in parallel to it</li>
<li><i class="thin" style="background: var(--call)"></i>an AWS call</li>
</ul>`;
}

function toCriticalSection(timeline: Timeline): Html {
  const path = findCriticalPath(timeline);
  if (path.length === 0) return html``;
  const rows = path.map(({ resource, fromMs, toMs, waits }) => [
    resource ? toName(resource) : 'before the first resource',
    toTimeText(fromMs),
    toTimeText(toMs - fromMs),
    waits.map(({ status, ms }) => `${status} ${toTimeText(ms)}`).join(', ') || '–',
  ]);
  return html`<h2>Critical path</h2>
${toHtmlTable('The steps that determined how long the run took, in order.', {
  head: ['resource', 'from', 'took', 'waiting for AWS'],
  rows,
})}`;
}

function toStepsSection({ resources, calls }: Timeline): Html {
  const before = toDetails({
    ...{ name: 'For the run as a whole', note: toCallsText(calls), id: 'calls-run' },
    content: toCallsTable(calls),
  });
  return html`<h2>Resources and AWS calls</h2>${resources.map(toStepDetails)}${before}`;
}

function toStepDetails(step: TimelineResource, index: number): Html {
  const { resource, fromMs, toMs, action, failure, waits, calls, after } = step;
  const took = fromMs !== null && toMs !== null ? toTimeText(toMs - fromMs) : 'not started';
  const state = failure ? 'failed' : (action ?? '');
  const parts = [state, took, toCallsText(calls)].filter((part) => part !== '');
  const waited = waits.map((wait) => [
    wait.status,
    toTimeText(wait.fromMs),
    toTimeText(wait.toMs - wait.fromMs),
  ]);
  return toDetails({
    ...{ name: toName(resource), note: parts.join(' · '), id: toCallsId(index) },
    content: html`
${failure !== null && html`<p class="bad">${failure}</p>`}
${after.length > 0 && html`<p class="soft">After ${after.map(toName).join(', ')}.</p>`}
${waited.length > 0 && toHtmlTable('Waits', { head: ['status', 'from', 'took'], rows: waited })}
${toCallsTable(calls)}`,
  });
}

function toDetails({
  name,
  note,
  id,
  content,
}: Record<'name' | 'note' | 'id', string> & { content: Html }): Html {
  // A link to an element inside `details` opens it. A link to `details` itself does not.
  return html`<details><summary><b>${name}</b><span>${note}</span></summary><div id="${id}">${content}</div></details>`;
}

function toCallsTable(calls: readonly TimelineCall[]): Html {
  if (calls.length === 0) return html`<p class="soft">No AWS call.</p>`;
  const rows = foldPolls(calls).map(({ first: call, last, count }) => [
    `${call.service} ${call.operation}${count > 1 ? `, ${count} times` : ''}`,
    call.attempts > 1 ? `${call.status} (${call.attempts} attempts)` : call.status,
    toTimeText(call.fromMs),
    count > 1 ? toTimeText(last.toMs - call.fromMs) : `${call.toMs - call.fromMs} ms`,
    last.requestId ?? '–',
  ]);
  const head = ['operation', 'status', 'from', 'took', 'request id'];
  return toHtmlTable('AWS calls', { head, rows });
}

/** Equal calls, one after another. */
interface Polls {
  readonly first: TimelineCall;
  readonly last: TimelineCall;
  readonly count: number;
}

/** Joins equal calls that follow each other: a wait can have hundreds. */
function foldPolls(calls: readonly TimelineCall[]): Polls[] {
  const polls: Polls[] = [];
  for (const call of calls) {
    const before = polls.at(-1);
    if (before && isEqual(before.last, call)) {
      polls[polls.length - 1] = { ...before, last: call, count: before.count + 1 };
    } else polls.push({ first: call, last: call, count: 1 });
  }
  return polls;
}

function isEqual(a: TimelineCall, b: TimelineCall): boolean {
  const keys = ['service', 'operation', 'status', 'attempts'] as const;
  return keys.every((key) => a[key] === b[key]);
}

const toCallsId = (index: number): string => `calls-${index}`;
