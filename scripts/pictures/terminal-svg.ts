const CELL = { width: 8.4, height: 19 };
const PADDING = 18;
const COLORS: Readonly<Record<number, string | undefined>> = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  36: '#56d4dd',
  39: undefined,
};

interface Style {
  readonly isBold?: boolean;
  readonly isDim?: boolean;
  readonly color?: string | undefined;
}

/** A word, or words with one space between them. */
interface Span {
  readonly text: string;
  readonly column: number;
  readonly style: Style;
}

const ESCAPE = String.fromCharCode(27);
/** Matches a change of style, or text. */
const PARTS = new RegExp(`${ESCAPE}\\[([\\d;]*)m|([^${ESCAPE}]+)`, 'g');

/** Draws a terminal screen as SVG. `screen` has lines with SGR sequences, as `tmux capture-pane -e` prints them. */
export function toSvg(screen: string, { columns }: { columns: number }): string {
  const lines = screen.replace(/\s+$/, '').split('\n');
  const width = Math.ceil(columns * CELL.width + 2 * PADDING);
  const height = Math.ceil(lines.length * CELL.height + 2 * PADDING);
  const rows = lines.map((line, index) => {
    const y = PADDING + (index + 0.75) * CELL.height;
    const spans = toSpans(line).map((span) => toTspan(span));
    return `<text x="${PADDING}" y="${y}" xml:space="preserve">${spans.join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="valkey-lab at work in a terminal">
<rect width="100%" height="100%" rx="9" fill="#14171b"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6e9ed">
${rows.join('\n')}
</g>
</svg>
`;
}

function toSpans(line: string): Span[] {
  const spans: Span[] = [];
  let style: Style = {};
  let column = 0;
  for (const [, codes, text = ''] of line.matchAll(PARTS)) {
    if (codes !== undefined) {
      style = codes.split(';').map(Number).reduce(toStyle, style);
      continue;
    }
    // Each word gets its own position, because fonts differ in width.
    for (const { 0: word, index } of text.matchAll(/\S+(?: \S+)*/g)) {
      spans.push({ text: word, column: column + index, style });
    }
    column += text.length;
  }
  return spans;
}

function toStyle(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  return code in COLORS ? { ...style, color: COLORS[code] } : style;
}

function toTspan({ text, column, style }: Span): string {
  const x = PADDING + column * CELL.width;
  const attributes = [
    `x="${x.toFixed(1)}"`,
    `textLength="${(text.length * CELL.width).toFixed(1)}"`,
    style.color && `fill="${style.color}"`,
    style.isBold && 'font-weight="600"',
    style.isDim && 'fill-opacity="0.62"',
  ].filter(Boolean);
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<tspan ${attributes.join(' ')}>${escaped}</tspan>`;
}
