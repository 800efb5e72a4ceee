const BEGIN = '<!-- written by `npm run docs` from docs/performance.json -->';
const END = '<!-- end of the times -->';

/** Rows of docs/performance.json that docs/LOCAL.md repeats, with their names there. */
const ROWS = {
  'endpoint, until its first answer': 'start, until the first answer',
  'endpoint, until PONG of a new cache': 'start, until PONG from a new cache',
  'endpoint, memory with one cache': 'memory with one cache',
  'of it, valkey-server': 'of that, `valkey-server`',
  'moto_server, until its first answer': 'for comparison: `moto_server`, until its first answer',
  'moto_server, memory': 'for comparison: `moto_server`, memory',
};

/**
 * docs/LOCAL.md with the start times of the last benchmark.
 * @param {string} page
 * @param {{ results: { name: string, unit: string, median: number }[] }} performance
 */
export function renderStartTimes(page, { results }) {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/LOCAL.md lacks its marks:\n${BEGIN}\n${END}`);
  }
  const rows = Object.entries(ROWS).map(([name, label]) => {
    const result = results.find((one) => one.name === name);
    if (!result) throw new Error(`docs/performance.json has no row "${name}".`);
    return `| ${label} | ${Math.round(result.median)} ${result.unit} |`;
  });
  return [`${before}${BEGIN}\n`, '| | |', '|---|--:|', ...rows, `\n${END}${after}`].join('\n');
}
