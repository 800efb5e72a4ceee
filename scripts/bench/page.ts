import type { Goal, Report, Row, Unit } from './report.js';

const HEAD = ['', 'goal', 'measured', 'peer', 'ratio', ''];

/** Renders the rows as a table for a terminal. */
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

/** Renders docs/PERFORMANCE.md. */
export function renderPage({ date, machine, runs, results }: Report): string {
  const lines = [HEAD, ['---', '--:', '--:', '--:', '--:', '---'], ...results.map(toCells)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const { node, platform, arch, processors, model, memoryGb } = machine;
  return `# Performance

\`npm run bench -- --save\` writes this page: do not edit it. The peer of a row (in brackets) was measured in the same run, alternately with the row.
A goal limits the value or its ratio to the peer. Nothing on this page was measured on AWS. "The longest chain of AWS waits" is the sum of the
endpoint's waiting times (docs/LOCAL.md, Pace) at the pace of the row.

${date.slice(0, 10)}; ${processors} processors (${model}), ${memoryGb} GB, ${platform} ${arch}, Node ${node}; medians of ${runs} rounds (slow rows: one round).

${table}
${renderSoak(results)}
## How to run it again

\`\`\`sh
npm run build
npm run bench                           # everything except the soak, in less than 10 minutes
npm run bench -- --runs 10 tokens       # one benchmark, by name
npm run bench -- --minutes 20 soak      # a mixed load for 20 minutes
npm run bench -- --json new.json --compare docs/performance.json   # what got slower since this page
npm run bench -- --save                 # writes this page and docs/performance.json; with names, replaces only their rows
\`\`\`

The benchmarks need \`valkey-server\` and \`valkey-benchmark\`. The AWS CLI (\`aws\`) and \`moto_server\` are peers where they are installed. On a busy
machine the times grow, but the ratios stay nearly the same. \`.ci/bench\` runs the quick benchmarks and shows what got slower, without failing.
`;
}

/** Renders the soak minute by minute; empty when the soak has not run. */
function renderSoak(rows: readonly Row[]): string {
  const series = rows.find((row) => row.series)?.series;
  if (!series) return '';
  const lines = series.map(({ minute, calls, failed, medianMs, p99Ms, memoryMb }) => {
    const cells = [minute, calls, failed, renderValue(medianMs, 'ms'), renderValue(p99Ms, 'ms')];
    return `| ${[...cells, renderValue(memoryMb, 'MB')].join(' | ')} |`;
  });
  return `
## Soak

One endpoint receives AWS calls, invocations with logs, log writes and reads, AssumeRole calls, and cache traffic and logins, all at the same
time. 12,000 connections come and go, half of them without a login. What the endpoint keeps has limits (docs/LOCAL.md, Limits).

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
