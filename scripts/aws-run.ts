import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalAws } from '../src/local.js';
import { version } from '../src/version.js';
import { readOptions, toCleanUpCommand } from './aws-run/options.js';
import { playProbes } from './aws-run/play.js';
import { type AwsRunDocument, toDocument } from './aws-run/report/document.js';
import { renderPage } from './aws-run/report/page.js';
import { createRedactor } from './aws-run/report/template.js';
import { type AwsRun, removeEverything, runOnAws } from './aws-run/run.js';

/** `npm run aws-run` finds out on an account which assumptions of the local endpoint are true (docs/AWS-RUN.md). */
const say = (text: string) => process.stderr.write(`${text}\n`);
// The SDK's warning about Node 20 would appear between the lines of progress.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const redactor = createRedactor();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say(`${signal}: the run ends and deletes what it made.`);
    process.exitCode = signal === 'SIGINT' ? 130 : 143;
    stop.abort();
  });
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode ||= 1;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const command = toCleanUpCommand(options);
  say(`To delete everything of this run at any time:\n  ${command}`);
  try {
    if (options.isCleanUp) {
      report(await removeEverything(options, say));
      return;
    }
    const { signal } = stop;
    const run = await runOnAws(options, { signal, say, remember: redactor.remember });
    const local = options.isCompared ? await compare() : undefined;
    write(toReport(run, options.region), options.output, local);
    report(run.left);
    if (run.failure && !signal.aborted) throw run.failure;
    if (run.life.some(({ ok }) => !ok)) process.exitCode ||= 1;
  } finally {
    say(`If anything is left, this deletes it:\n  ${command}`);
  }
}

/** Runs the probes on a local endpoint with its defaults. */
async function compare(): Promise<AwsRunDocument> {
  say('Run the probes on a local endpoint.');
  const startMs = Date.now();
  await using aws = await startLocalAws({ pace: 'real', clock: { now: () => startMs } });
  const journal = await playProbes(aws);
  return toReport({ journal, life: [] }, aws.region);
}

function toReport({ journal, life }: Pick<AwsRun, 'journal' | 'life'>, region: string) {
  return toDocument({ date: new Date(), program: version, region, journal, life, redactor });
}

function write(document: AwsRunDocument, folder: string, local?: AwsRunDocument): void {
  const file = join(folder, `aws-run-${document.date}`);
  writeFileSync(`${file}.json`, `${JSON.stringify(document, null, 2)}\n`);
  writeFileSync(`${file}.md`, renderPage(document, local));
  say(`Wrote ${file}.json and ${file}.md. Neither names anything of the account.`);
}

function report(left: readonly string[]): void {
  for (const name of left) say(`Left ${name}: it does not have the tags of this run.`);
  if (left.length > 0) process.exitCode ||= 1;
}
