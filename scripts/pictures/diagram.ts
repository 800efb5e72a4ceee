export type Theme = 'light' | 'dark';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** In the middle if there are no lines below it. */
  readonly title: string;
  readonly lines?: readonly string[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly tone?: 'text' | 'quiet';
}

/** Draws the parts of a diagram in the colours of a theme. */
export interface Pen {
  box(box: Box): string;
  /** Draws a dashed frame around boxes, with its name in the corner. */
  frame(frame: Box): string;
  /** Draws an arrow along an SVG path. */
  arrow(path: string, style?: 'line' | 'accent' | 'dashed'): string;
  label(text: string, place: Label): string;
}

const COLOURS = {
  light: { text: '#1f2328', quiet: '#59636e', line: '#818b98', box: '#f6f8fa', accent: '#bc4c00' },
  dark: { text: '#f0f6fc', quiet: '#9198a1', line: '#6e7681', box: '#151b23', accent: '#f0883e' },
};
/** Large enough to be read when the picture is 400 pixels wide. */
const FONT = 15;
const INSET = 12;

/** Returns an SVG document. `description` is for people who cannot see it. */
export function drawDiagram(
  theme: Theme,
  { width, height }: Size,
  description: string,
  draw: (pen: Pen) => readonly string[],
): string {
  const { line, accent } = COLOURS[theme];
  const marker = (id: string, fill: string) =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${fill}"/></marker>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="${FONT}" role="img" aria-label="${description}">`,
    `<defs>${marker('line', line)}${marker('accent', accent)}</defs>`,
    ...draw(createPen(theme)),
    '</svg>',
    '',
  ].join('\n');
}

function createPen(theme: Theme): Pen {
  const colour = COLOURS[theme];
  const label: Pen['label'] = (text, { x, y, anchor = 'middle', tone = 'quiet' }) =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour[tone]}">${text}</text>`;
  return {
    label,
    box({ x, y, width, height, title, lines = [] }) {
      const left = x + INSET;
      const place = lines.length > 0 ? `x="${left}"` : `x="${x + width / 2}" text-anchor="middle"`;
      return [
        `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${colour.box}" stroke="${colour.line}"/>`,
        `<text ${place} y="${y + 27}" fill="${colour.text}" font-weight="600">${title}</text>`,
        ...lines.map((line, index) =>
          label(line, { x: left, y: y + 50 + index * 20, anchor: 'start' }),
        ),
      ].join('');
    },
    frame: ({ x, y, width, height, title }) =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="none" stroke="${colour.line}" stroke-dasharray="5 5"/>` +
      label(title, { x: x + INSET, y: y + 23, anchor: 'start' }),
    arrow(path, style = 'line') {
      const name = style === 'accent' ? 'accent' : 'line';
      const dashes = style === 'dashed' ? ' stroke-dasharray="4 4"' : '';
      return `<path d="${path}" fill="none" stroke="${colour[name]}" stroke-width="1.5"${dashes} marker-end="url(#${name})"/>`;
    },
  };
}
