export type Theme = 'light' | 'dark';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly lines: readonly string[];
}

const COLOURS = {
  light: { text: '#1f2328', quiet: '#59636e', line: '#818b98', box: '#f6f8fa', accent: '#bc4c00' },
  dark: { text: '#f0f6fc', quiet: '#9198a1', line: '#6e7681', box: '#151b23', accent: '#f0883e' },
};
type Colours = (typeof COLOURS)[Theme];
const SIZE = { width: 960, height: 400 };

const BOXES: readonly Box[] = [
  {
    x: 20,
    y: 40,
    width: 220,
    height: 110,
    title: 'Role',
    lines: ['with a policy that allows', 'elasticache:Connect on', 'the cache and the user'],
  },
  {
    x: 20,
    y: 250,
    width: 220,
    height: 110,
    title: 'Lambda function',
    lines: ['1. signs a token,', 'without a network call'],
  },
  {
    x: 720,
    y: 250,
    width: 220,
    height: 110,
    title: 'Valkey cache',
    lines: ['3. checks the token, the', 'user group and the policy'],
  },
  {
    x: 720,
    y: 40,
    width: 220,
    height: 110,
    title: 'User and user group',
    lines: ['The access string limits', 'commands and keys.'],
  },
];

/** Draws the picture of docs/CONCEPTS.md: how a function logs in to a cache with IAM. Returns an SVG document. */
export function drawIamAuth(theme: Theme): string {
  const colour = COLOURS[theme];
  const arrow = (path: string, stroke: string) =>
    `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="1.5" marker-end="url(#${stroke === colour.accent ? 'accent' : 'line'})"/>`;
  const label = (x: number, y: number, text: string, fill = colour.quiet, anchor = 'middle') =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}" font-size="14">${text}</text>`;
  const marker = (id: string, fill: string) =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${fill}"/></marker>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="system-ui, sans-serif" role="img" aria-label="How a function logs in to a cache with IAM">`,
    `<defs>${marker('line', colour.line)}${marker('accent', colour.accent)}</defs>`,
    `<rect x="5" y="205" width="950" height="185" rx="10" fill="none" stroke="${colour.line}" stroke-dasharray="5 5"/>`,
    label(20, 228, 'VPC', colour.quiet, 'start'),
    ...BOXES.map((box) => drawBox(box, colour)),
    arrow('M130 150V245', colour.line),
    label(142, 190, 'temporary credentials', colour.quiet, 'start'),
    arrow('M830 150V245', colour.line),
    label(818, 190, 'attached to the cache', colour.quiet, 'end'),
    arrow('M240 290H715', colour.accent),
    label(478, 280, '2. AUTH user token, over verified TLS', colour.text),
    arrow('M720 335H245', colour.line),
    label(478, 356, '4. OK: commands for up to 12 hours. Or WRONGPASS.'),
    label(478, 318, 'allowed by the security groups, port 6379'),
    '</svg>',
    '',
  ].join('\n');
}

function drawBox({ x, y, width, height, title, lines }: Box, colour: Colours): string {
  const text = lines.map(
    (line, index) =>
      `<text x="${x + 14}" y="${y + 54 + index * 20}" fill="${colour.quiet}" font-size="14">${line}</text>`,
  );
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${colour.box}" stroke="${colour.line}"/>`,
    `<text x="${x + 14}" y="${y + 28}" fill="${colour.text}" font-size="16" font-weight="600">${title}</text>`,
    ...text,
  ].join('');
}
