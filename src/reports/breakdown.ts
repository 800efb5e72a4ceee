import * as Plot from '@observablehq/plot';
import type { Sample } from '../actions/bench/sample.js';
import { toFigure } from './chart.js';
import { type Html, html } from './html.js';

/** The parts of an invocation's time, from the outermost to the innermost. */
const PARTS = [
  { name: 'network and Lambda', color: 'var(--part1)' },
  { name: 'init: start of the environment', color: 'var(--part2)' },
  { name: 'function code, without the cache', color: 'var(--part3)' },
  { name: 'cache: connect', color: 'var(--part4)' },
  { name: 'cache: SET and GET', color: 'var(--part5)' },
] as const;

interface Group {
  readonly label: string;
  readonly samples: readonly Sample[];
}

/** Renders the mean of each part as stacked bars: the shares of Lambda, the function and the cache. */
export function toBreakdown(groups: readonly Group[]): Html {
  const bars = groups.map(({ label, samples }) => ({ label, times: toMeans(samples) }));
  const rows = bars.flatMap(({ label, times }) =>
    PARTS.map(({ name, color }, index) => ({ label, name, color, ms: times[index] ?? 0 })),
  );
  const said = bars.map(({ label, times }) => {
    const parts = PARTS.map(({ name }, index) => `${name} ${(times[index] ?? 0).toFixed(1)} ms`);
    return `${label}, on average: ${parts.join(', ')}.`;
  });
  const figure = toFigure(said.join(' '), 'img', () => ({
    height: bars.length * 52 + 44,
    ...{ marginLeft: 12, marginRight: 20, marginTop: 4, marginBottom: 36 },
    x: { label: 'milliseconds', labelAnchor: 'center', labelArrow: 'none', grid: true, nice: true },
    y: { axis: null, domain: bars.map(({ label }) => label), padding: 0 },
    marks: [
      Plot.barX(rows, { x: 'ms', y: 'label', fill: 'color', insetTop: 20, insetBottom: 8 }),
      Plot.text(bars, {
        ...{ text: 'label', y: 'label', frameAnchor: 'left', dy: -15, textAnchor: 'start' },
        ...{ fill: 'var(--ink)' },
      }),
    ],
    color: { type: 'identity' },
  }));
  const legend = PARTS.map(
    ({ name, color }) => html`<li><i style="background: ${color}"></i>${name}</li>`,
  );
  return html`${figure}<ul class="legend">${legend}</ul>`;
}

function toMeans(samples: readonly Sample[]): number[] {
  const mean = (pick: (sample: Sample) => number | null) =>
    samples.reduce((sum, sample) => sum + (pick(sample) ?? 0), 0) / samples.length;
  const init = mean(({ initDurationMs }) => initDurationMs);
  const duration = mean(({ durationMs }) => durationMs);
  const connect = mean(({ connectMs }) => connectMs);
  const exchange = mean(({ getMs }) => getMs);
  const outside = mean(({ callerMs }) => callerMs) - init - duration;
  return [outside, init, duration - connect - exchange, connect, exchange].map((ms) =>
    Math.max(0, ms),
  );
}
