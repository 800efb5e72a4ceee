import type { Report } from '../bench/report.js';

const BEGIN = '<!-- written by `npm run docs` from docs/performance.json -->';
const END = '<!-- end of the times -->';

/** Rows of docs/performance.json that docs/LOCAL.md repeats, with their names there. */
const ROWS = [
  {
    name: 'endpoint, until its first answer',
    label: 'start, until the first answer',
    peer: 'for comparison: `moto_server`, until its first answer',
  },
  {
    name: 'endpoint, until PONG of a new cache',
    label: 'start, until PONG from a new cache',
  },
  {
    name: 'endpoint, memory with one cache',
    label: 'memory with one cache',
    peer: 'for comparison: `moto_server`, memory',
  },
];

/** docs/LOCAL.md with the start times of the last benchmark. */
export function renderStartTimes(page: string, { results }: Pick<Report, 'results'>): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/LOCAL.md lacks its marks:\n${BEGIN}\n${END}`);
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
