import * as Plot from '@observablehq/plot';
import { findCriticalPath } from '../engine/critical-path.js';
import { type ResourceId, toResourceText } from '../engine/events.js';
import type { Timeline } from '../engine/timeline.js';
import { toFigure } from './chart.js';
import type { Html } from './html.js';

/** The height of a row. Each label stands above its bar, because long names have no room beside it. */
const ROW_PX = 38;

interface Row {
  readonly key: string;
  readonly label: string;
  readonly took: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly link: string;
}

/** Renders the timeline as a Gantt chart. Each bar links to the element with the id from `toId`. */
export function toGantt(timeline: Timeline, toId: (index: number) => string): Html {
  const rows = toRows(timeline, toId);
  const critical = findCriticalPath(timeline).flatMap(({ resource, fromMs, toMs }) => {
    const row = rows.find(({ key }) => resource && key === toResourceText(resource));
    return row ? [{ ...row, fromMs, toMs }] : [];
  });
  const calls = timeline.resources.flatMap(({ resource, calls: made }) =>
    made.map(({ fromMs }) => ({ key: toResourceText(resource), fromMs })),
  );
  const description = `Timeline of ${rows.length} resources in ${toTimeText(timeline.elapsedMs)}; the tables below hold the same data.`;
  return toFigure(description, 'group', (width) => {
    const bar = {
      x1: 'fromMs',
      x2: 'toMs',
      y: 'key',
      insetTop: 19,
      insetBottom: 4,
      rx: 3,
    } as const;
    const linked = { href: 'link', title: 'label', ariaLabel: 'label' } as const;
    return {
      height: rows.length * ROW_PX + 44,
      marginLeft: 14,
      marginRight: 16,
      marginTop: 4,
      x: {
        domain: [0, Math.max(timeline.elapsedMs, 1)],
        label: null,
        ticks: width > 600 ? 8 : 4,
        tickFormat: (ms: number) => toTickText(ms, timeline.elapsedMs),
        grid: true,
      },
      y: { axis: null, domain: rows.map(({ key }) => key), padding: 0 },
      marks: [
        Plot.barX(rows, { ...bar, ...linked, fill: 'var(--bar)' }),
        Plot.barX(critical, { ...bar, ...linked, fill: 'var(--critical)' }),
        Plot.tickX(calls, {
          ...{ x: 'fromMs', y: 'key', insetTop: 19, insetBottom: 4 },
          ...{ stroke: 'var(--call)', strokeOpacity: 0.45, pointerEvents: 'none' },
        }),
        Plot.text(rows, {
          ...{ text: (row: Row) => toLabel(row, width), y: 'key', frameAnchor: 'left', dy: -10 },
          ...{ textAnchor: 'start', fill: 'var(--ink)', pointerEvents: 'none' },
        }),
      ],
    };
  });
}

function toRows({ resources }: Timeline, toId: (index: number) => string): Row[] {
  const rows = resources.flatMap(({ resource, fromMs, toMs }, index) => {
    if (fromMs === null || toMs === null) return [];
    const took = toTimeText(toMs - fromMs);
    const key = toResourceText(resource);
    return [{ key, label: toName(resource), took, fromMs, toMs, link: `#${toId(index)}` }];
  });
  return rows.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

/** Renders a resource's kind and name. */
export const toName = ({ kind, name }: ResourceId) => `${kind} ${name}`;

/** Cuts a label to the width, at about 7 pixels for each character. */
function toLabel({ label, took }: Row, width: number): string {
  const room = Math.floor(width / 7) - took.length - 4;
  const name = label.length > room ? `${label.slice(0, room - 1)}…` : label;
  return `${name}  ${took}`;
}

function toTickText(ms: number, elapsedMs: number): string {
  if (elapsedMs < 1_000) return `${Math.round(ms)} ms`;
  if (elapsedMs < 180_000) return `${Number((ms / 1000).toFixed(1))} s`;
  return `${Number((ms / 60_000).toFixed(1))} min`;
}

/** Renders a duration: `0.42 s`, `12.3 s`, `2 min 05 s`. */
export function toTimeText(ms: number): string {
  if (ms < 1_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
