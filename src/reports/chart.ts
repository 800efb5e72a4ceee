import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Html, html, trusted } from './html.js';

/** Widths in pixels for a wide page and for a phone. The page's style shows one of the two drawings. */
const WIDTHS = { wide: 880, narrow: 340 } as const;

/** Returns a chart for a width in pixels. */
export type ToChart = (width: number) => Plot.PlotOptions;

/**
 * Renders a chart as SVG, in two widths: the text must be readable on a phone, too.
 * @param description the text for screen readers
 */
export function toFigure(description: string, role: 'img' | 'group', toChart: ToChart): Html {
  const drawings = Object.entries(WIDTHS).map(([name, width]) => {
    const svg = draw({ ...toChart(width), width });
    svg.setAttribute('role', role);
    svg.setAttribute('aria-label', description);
    return html`<div class="${name}">${trusted(svg.outerHTML)}</div>`;
  });
  return html`<figure>${drawings}</figure>`;
}

function draw(options: Plot.PlotOptions): ReturnType<typeof Plot.plot> {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const style = { background: 'transparent', fontFamily: 'inherit', fontSize: '12px' };
  return Plot.plot({ ...options, document: document as never, style });
}
