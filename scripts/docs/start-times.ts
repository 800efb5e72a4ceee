import type { Report } from '../bench/report.js';

const BEGIN = '<!-- written by `npm run docs` from docs/performance.json -->';
const END = '<!-- end of the times -->';

/** Rows of docs/performance.json that docs/LOCAL.md repeats, with their labels in that page. */
const ROWS = [
  {
    name: 'endpoint: start to first answer',
    label: 'start to the first answer',
    peer: 'for comparison: `moto_server`, start to its first answer',
  },
  {
    name: 'endpoint: start to PONG from a new cache',
    label: 'start to PONG from a new cache',
  },
  {
    name: 'endpoint: memory with one cache',
    label: 'memory with one cache',
    peer: 'for comparison: `moto_server`, memory',
  },
];

/** Returns the page docs/LOCAL.md with the start times of the last benchmark. Throws when its marks are missing. */
export function renderStartTimes(page: string, { results }: Pick<Report, 'results'>): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/LOCAL.md must contain these two lines:\n${BEGIN}\n${END}`);
  }
  const rows = ROWS.flatMap(({ name, label, peer }) => {
    const result = results.find((one) => one.name === name);
    if (!result) throw new Error(`docs/performance.json has no row "${name}".`);
    const render = (text: string, value: number) =>
      `| ${text} | ${Math.round(value)} ${result.unit} |`;
    return [
      render(label, result.median),
      ...(peer && result.peer ? [render(peer, result.peer.median)] : []),
    ];
  });
  return [`${before}${BEGIN}\n`, '| | |', '|---|--:|', ...rows, `\n${END}${after}`].join('\n');
}
