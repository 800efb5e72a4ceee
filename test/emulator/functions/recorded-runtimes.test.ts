import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CASES } from './support/handler-cases.js';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';
import { observe } from './support/observe.js';

/** Cases whose result comes from Node.js itself and changes between major versions. */
const NODES_OWN = ['a package.json that is no JSON'];
const toMajor = (version: string) => version.split('.')[0];

describe.each(['nodejs22.x', 'nodejs24.x'] as const)('a function of %s', (runtime) => {
  const { version, node, recorded } = readRecording(runtime);
  let lab: LambdaLab;
  beforeAll(async () => {
    lab = await startLambdaLab();
  });
  afterAll(() => lab.close());

  test.for(CASES[runtime])(
    `behaves as under AWS's own runtime, aws-lambda-ric ${version}: $name`,
    async (each, { skip }) => {
      const isOther = toMajor(node) !== toMajor(process.versions.node);
      const reason = `This Node.js reports the error in other words than ${node}, which made the recording`;
      skip(isOther && NODES_OWN.includes(each.name), reason);

      expect(await observe(lab, each, runtime)).toEqual(recorded.get(each.name));
    },
  );
});

/** Reads the recorded behaviour of AWS's Runtime Interface Client, which runtime-interface-client.test.ts writes. */
function readRecording(runtime: string) {
  const file = join(import.meta.dirname, 'recordings', `${runtime}.jsonl`);
  const [head, ...cases] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const { version, node } = JSON.parse(head ?? '') as { version: string; node: string };
  return {
    version,
    node,
    recorded: new Map(cases.map((line) => JSON.parse(line) as [name: string, seen: unknown])),
  };
}
