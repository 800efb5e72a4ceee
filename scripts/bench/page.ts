import type { Goal, Report, Row, Unit } from './report.js';

const HEAD = ['', 'goal', 'measured', 'peer', 'ratio', ''];

/** The rows as a table on a terminal. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(toCells)];
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** docs/PERFORMANCE.md. */
export function renderPage({ date, machine, runs, results }: Report): string {
  const lines = [HEAD, ['---', '--:', '--:', '--:', '--:', '---'], ...results.map(toCells)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const { node, platform, arch, processors, model, memoryGb } = machine;
  return `# Performance

\`npm run bench -- --save\` writes this page: do not edit it. Each row was measured beside its peer (in brackets) in the same run, in turns. A goal
is about the value or about the ratio to the peer. Nothing here was measured on AWS: "AWS's longest chain" adds up the endpoint's waiting
times (docs/LOCAL.md, Pace), scaled as the row says.

${date.slice(0, 10)}; ${processors} processors (${model}), ${memoryGb} GB, ${platform} ${arch}, Node ${node}; ${runs} rounds (slow rows: one), medians.

${table}
${renderSoak(results)}
## How to run it again

\`\`\`sh
npm run build
npm run bench                           # everything but the soak, in less than 10 minutes
npm run bench -- --runs 10 tokens       # one of them, by name
npm run bench -- --minutes 20 soak      # a mixed load for 20 minutes
npm run bench -- --json new.json --compare docs/performance.json   # what got slower since this page
npm run bench -- --save                 # writes this page and docs/performance.json; with names, only their rows
\`\`\`

It needs \`valkey-server\` and \`valkey-benchmark\`. The AWS CLI (\`aws\`) and \`moto_server\` are peers where they are installed. On a busy machine the
milliseconds grow, and the ratios nearly hold. \`.ci/bench\` runs the quick ones and shows, without failing, what got slower.
`;
}

/** The soak, minute by minute; empty when it has not been run. */
function renderSoak(rows: readonly Row[]): string {
  const series = rows.find((row) => row.series)?.series;
  if (!series) return '';
  const lines = series.map(({ minute, calls, failed, medianMs, p99Ms, memoryMb }) => {
    const cells = [minute, calls, failed, renderValue(medianMs, 'ms'), renderValue(p99Ms, 'ms')];
    return `| ${[...cells, renderValue(memoryMb, 'MB')].join(' | ')} |`;
  });
  return `
## Soak

AWS calls, invocations with logs, log writes and reads, AssumeRole, and traffic and logins at a cache, all at once on one endpoint. Its memory
grows until the log group and the sessions have reached their limits (docs/LOCAL.md), and then stays.

| minute | AWS calls | failures | median | p99 | memory |
|--:|--:|--:|--:|--:|--:|
${lines.join('\n')}
`;
}

function toCells({ name, unit, median, peer, ratio, goal, met }: Row): string[] {
  return [
    peer ? `${name} [${peer.name}]` : name,
    goal ? renderGoal(goal, unit) : '–',
    renderValue(median, unit),
    peer ? renderValue(peer.median, unit) : '',
    ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

function renderGoal(goal: Goal, unit: Unit): string {
  if ('below' in goal) return `< ${renderValue(goal.below, unit)}`;
  if ('atLeast' in goal) return `≥ ${renderValue(goal.atLeast, unit)}`;
  return `≤ ${goal.ratio} x${goal.plus ? ` + ${renderValue(goal.plus, unit)}` : ''}`;
}

function renderValue(value: number, unit: Unit): string {
  if (unit === '') return String(Math.round(value));
  if (unit === '/s') return `${Math.round(value)} /s`;
  if (unit === 'MB') return `${value.toFixed(1)} MB`;
  if (value >= 1_000) return `${(value / 1_000).toFixed(2)} s`;
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
