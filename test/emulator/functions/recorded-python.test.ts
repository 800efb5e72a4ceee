import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProblem } from '../../support/programs.js';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';
import { observe } from './support/observe.js';
import { PYTHON_CASES } from './support/python-cases.js';

const problem = await findProblem('python3', '-c', '0');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

// awslambdaric.test.ts records the behaviour of AWS's Runtime Interface Client.
const RUNTIME = 'python3.13';
const file = join(import.meta.dirname, 'recordings', `${RUNTIME}.jsonl`);
const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
const { version } = JSON.parse(head ?? '') as { version: string };
const recorded = new Map(lines.map((line) => JSON.parse(line) as [name: string, seen: unknown]));

describe.skipIf(problem)(`a function of ${RUNTIME}`, () => {
  let lab: LambdaLab;
  beforeAll(async () => {
    lab = await startLambdaLab();
  });
  afterAll(() => lab.close());

  test.for(PYTHON_CASES)(
    `behaves as under AWS's own runtime, awslambdaric ${version}: $name`,
    async (each) => {
      expect(await observe(lab, each, RUNTIME)).toEqual(recorded.get(each.name));
    },
  );
});
