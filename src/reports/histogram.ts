import * as Plot from '@observablehq/plot';
import type { Sample } from '../actions/bench/sample.js';
import { isMeaningful, type Summary } from '../actions/bench/summary.js';
import { toFigure } from './chart.js';
import { type Html, html } from './html.js';

const PERCENTILES = ['p50', 'p95', 'p99'] as const;

/** Renders the distribution of the callers' waiting times, with its percentiles marked. */
export function toHistogram(
  kind: 'warm' | 'cold',
  samples: readonly Sample[],
  { callerMs }: Summary,
): Html {
  if (!callerMs) return html``;
  const names = PERCENTILES.filter((name) => isMeaningful(name, samples.length));
  const marks = names.map((name) => ({ name, ms: callerMs[name] }));
  const said = marks.map(({ name, ms }) => `${name} ${ms.toFixed(1)} ms`).join(', ');
  const description = `Histogram of ${samples.length} ${kind} invocations: ${said}.`;
  const figure = toFigure(description, 'img', (width) => ({
    height: 210,
    ...{ marginLeft: 44, marginRight: 20, marginTop: 22, marginBottom: 40 },
    x: { label: 'milliseconds', labelAnchor: 'center', labelArrow: 'none', nice: true },
    y: { label: 'invocations', grid: true, ticks: 4, labelArrow: 'none', tickFormat: toWhole },
    marks: [
      Plot.rectY(samples, {
        ...Plot.binX({ y: 'count' }, { x: 'callerMs', thresholds: width > 600 ? 60 : 30 }),
        ...{ fill: `var(--${kind})`, inset: 0.5 },
      }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
      Plot.ruleX(marks, { x: 'ms', stroke: 'var(--ink)', strokeDasharray: '2,3' }),
      Plot.text(marks, {
        ...{ x: 'ms', text: 'name', frameAnchor: 'top', dy: -12, fill: 'var(--soft)' },
        ...{ filter: (mark: { name: string }) => isApart(mark.name, marks) },
      }),
    ],
  }));
  return html`${figure}<p class="soft">${said}, maximum ${callerMs.max.toFixed(1)} ms.</p>`;
}

/** Leaves out ticks at fractions of an invocation. */
const toWhole = (count: number): string => (Number.isInteger(count) ? String(count) : '');

/** Labels closer than 6 % would overlap: only the last one of them is shown. */
function isApart(name: string, marks: readonly { name: string; ms: number }[]): boolean {
  const index = marks.findIndex((mark) => mark.name === name);
  const [here, next] = [marks[index]?.ms ?? 0, marks[index + 1]?.ms];
  const last = marks.at(-1)?.ms ?? 0;
  return next === undefined || (next - here) / last > 0.06;
}
