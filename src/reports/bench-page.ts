import type { Sample } from '../actions/bench/sample.js';
import {
  COLUMNS,
  isMeaningful,
  MEASURES,
  type Measure,
  type Summary,
} from '../actions/bench/summary.js';
import { toBreakdown } from './breakdown.js';
import { toHistogram } from './histogram.js';
import { type Html, html } from './html.js';
import { toHtmlTable, toPage } from './page.js';

/** The content of a benchmark's page. */
export interface BenchReport {
  readonly functionName: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly samples: readonly Sample[];
  readonly cold: Summary;
  readonly warm: Summary;
  /** The outcome in one line. */
  readonly outcome: { readonly text: string; readonly isGood: boolean };
}

/** Renders the page of a benchmark: durations, where the time went, and all percentiles. */
export function toBenchPage(report: BenchReport): string {
  const { functionName, facts, samples, outcome } = report;
  const parts = (['warm', 'cold'] as const).map((kind) => ({
    kind,
    summary: report[kind],
    samples: samples.filter(({ isCold }) => isCold === (kind === 'cold')),
  }));
  const measured = parts.filter((part) => part.samples.length > 0);
  const title = `valkey-lab bench: ${functionName}`;
  if (measured.length === 0) {
    return toPage({ title, outcome, facts, body: [html`<p>Nothing was measured.</p>`] });
  }
  const body = [toCards(measured), html`<h2>How long the caller waits</h2>`];
  for (const { kind, samples: own, summary } of measured) {
    body.push(html`<h3>${TITLES[kind]}</h3>`, toHistogram(kind, own, summary));
  }
  const times = measured.map(({ kind, samples: own }) => ({ label: TITLES[kind], samples: own }));
  body.push(html`<h2>Where the time goes</h2>`, toBreakdown(times));
  body.push(html`<h2>All figures</h2>`, ...measured.map(toFigures));
  return toPage({ title, outcome, facts, body });
}

const TITLES = { warm: 'Warm invocations', cold: 'Cold starts' } as const;

type Part = { readonly kind: 'warm' | 'cold'; readonly summary: Summary };

function toCards(parts: readonly Part[]): Html {
  const cards = parts.flatMap(({ kind, summary }) =>
    (['p50', isMeaningful('p99', summary.count) ? 'p99' : 'max'] as const).map((column) => {
      const value = summary.callerMs?.[column] ?? 0;
      return html`<div><b>${value.toFixed(1)} ms</b><span class="soft">${kind}, ${column} of ${summary.count}</span></div>`;
    }),
  );
  return html`<div class="cards">${cards}</div>`;
}

function toFigures({ kind, summary }: Part): Html {
  const columns = COLUMNS.filter((column) => isMeaningful(column, summary.count));
  const rows = (Object.keys(MEASURES) as Measure[]).flatMap((measure) => {
    const distribution = summary[measure];
    if (!distribution) return [];
    return [[MEASURES[measure], ...columns.map((column) => distribution[column].toFixed(1))]];
  });
  const head = ['milliseconds', ...columns];
  return toHtmlTable(`${TITLES[kind]}: ${summary.count}`, { head, rows, firstNumber: 1 });
}
