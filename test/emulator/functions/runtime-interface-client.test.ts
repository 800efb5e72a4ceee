import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CASES } from './support/handler-cases.js';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';
import { type Observation, observe } from './support/observe.js';

/**
 * AWS's own Runtime Interface Client is native code that is built from source, so it is not a dependency. To compare
 * the emulator's bootstrap with it, install autoconf, automake, libtool and cmake, run `npm install aws-lambda-ric@4`
 * (or 3) in any folder, and set AWS_LAMBDA_RIC to the package's folder (several folders with the path's separator).
 * With AWS_LAMBDA_RIC_RECORD set, this test records the behaviour for recorded-runtimes.test.ts.
 */
const packages = findPackages();
if (packages.length === 0) {
  const reason =
    'aws-lambda-ric is not built here (AWS_LAMBDA_RIC names its folder): nothing to compare with.';
  process.stderr.write(`Skipped: ${reason}\n`);
  test('a function under aws-lambda-ric', ({ skip }) => skip(reason));
}

describe.each(packages)('a function under aws-lambda-ric $version', ({ folder, version }) => {
  // AWS uses version 3 up to Node.js 22, and version 4 from Node.js 24 on.
  const runtime = version.startsWith('3.') ? 'nodejs22.x' : 'nodejs24.x';
  const recorded: [name: string, seen: Observation][] = [];
  let temp: string;
  let ours: LambdaLab;
  let theirs: LambdaLab;
  beforeAll(async () => {
    temp = await mkdtemp(join(tmpdir(), 'ric-test-'));
    ours = await startLambdaLab();
    theirs = await startLambdaLab({ bootstrapFile: await toBootstrap(folder, version, temp) });
  });
  afterAll(async () => {
    await Promise.all([ours.close(), theirs.close()]);
    await rm(temp, { recursive: true });
    if (!process.env['AWS_LAMBDA_RIC_RECORD']) return;
    const head = { version, node: process.versions.node };
    const file = join(import.meta.dirname, 'recordings', `${runtime}.jsonl`);
    const lines = [head, ...recorded].map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(file, lines.join(''));
  });

  test.each(CASES[runtime])('behaves as under the emulator’s bootstrap: $name', async (each) => {
    const [here, there] = await Promise.all([
      observe(ours, each, runtime),
      observe(theirs, each, runtime),
    ]);

    expect(here).toEqual(there);
    recorded.push([each.name, there]);
  });
});

interface Package {
  readonly folder: string;
  readonly version: string;
}

function findPackages(): Package[] {
  const named = process.env['AWS_LAMBDA_RIC']?.split(delimiter) ?? [];
  const folders = named.length > 0 ? named : findInstalled();
  return folders.map((folder) => {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, version: String(version) };
  });
}

function findInstalled(): string[] {
  const { paths } = createRequire(import.meta.url).resolve;
  return (paths('aws-lambda-ric') ?? [])
    .map((modules) => join(modules, 'aws-lambda-ric'))
    .filter((folder) => {
      try {
        return readFileSync(join(folder, 'package.json')).length > 0;
      } catch {
        return false;
      }
    })
    .slice(0, 1);
}

/** Returns the program of version 4. Version 3 is a library, which the test calls as AWS's image does. */
async function toBootstrap(folder: string, version: string, temp: string): Promise<string> {
  if (!version.startsWith('3.')) return join(folder, 'index.mjs');
  const file = join(temp, 'index.mjs');
  const library = pathToFileURL(join(folder, 'dist', 'index.mjs')).href;
  await writeFile(
    file,
    `import { run } from '${library}';\nawait run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);\n`,
  );
  return file;
}
