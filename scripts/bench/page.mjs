import { toCells } from './summary.mjs';

/** The page of docs/PERFORMANCE.md: a report as `bench.mjs` writes it, for people. */
export function toPage({ date, machine, runs, results }) {
  const [head, ...rows] = toCells(results);
  const toLine = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [head, ['---', '--:', '--:', '--:', '--:', '---'], ...rows].map(toLine).join('\n');
  const { node, platform, arch, processors, model, memoryGb } = machine;
  return `# Performance

Written by \`npm run bench -- --save\`: do not edit. Each row was measured beside its peer (in brackets) in the same run, in turns; a goal is about
the value or about the ratio to the peer. Nothing here was measured on AWS: "AWS's longest chain" is made of the endpoint's waiting times
(docs/LOCAL.md, Pace), scaled as the row says.

${date.slice(0, 10)}; ${processors} processors (${model}), ${memoryGb} GB, ${platform} ${arch}, Node ${node}; ${runs} rounds (the slow ones: one), medians.

${table}
${toSoak(results)}
## How to run it again

\`\`\`sh
npm run build
npm run bench                           # everything, in less than 10 minutes
npm run bench -- --runs 10 status       # one of them, by name
npm run bench -- --json new.json --compare docs/performance.json   # what got slower since this page
npm run bench -- --save                 # writes this page and docs/performance.json
npm run bench -- --save --minutes 20 soak   # only the soak, and its rows of this page
\`\`\`

It needs \`valkey-server\` and \`valkey-benchmark\`; the AWS CLI (\`aws\`) and \`moto_server\` are peers where they are installed. On a busy machine the
milliseconds grow and the ratios hold, nearly. \`.ci/bench\` runs the quick ones and shows, without failing, what got slower.
`;
}

/** The soak, minute by minute; empty when it has not been run. */
function toSoak(results) {
  const series = results.find((one) => one.series)?.series;
  if (!series) return '';
  const rows = series.map(({ minute, calls, failed, medianMs, p99Ms, memoryMb }) => {
    const ms = (value) => `${value.toFixed(1)} ms`;
    const cells = [minute, calls, failed, ms(medianMs), ms(p99Ms), `${memoryMb.toFixed(0)} MB`];
    return `| ${cells.join(' | ')} |`;
  });
  return `
## Soak

AWS calls, invocations with logs, log writes and reads, AssumeRole, and traffic and logins at a cache, all at once on one endpoint. Its memory
grows until the log group and the sessions have reached their limits (docs/LOCAL.md), and then stays.

| minute | AWS calls | failures | median | p99 | memory |
|--:|--:|--:|--:|--:|--:|
${rows.join('\n')}
`;
}
