import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';
import { observe } from './support/observe.js';
import { PYTHON_CASES, readPythonVersion } from './support/python-cases.js';

/** Cases whose texts come from Python itself and change between versions. */
const PYTHONS_OWN = ['a syntax error', 'a coroutine', 'a deep recursion', 'the environment'];
const toMinor = (version: string) => version.split('.').slice(0, 2).join('.');

// awslambdaric.test.ts records the behaviour of AWS's Runtime Interface Client.
const RUNTIME = 'python3.13';
const file = join(import.meta.dirname, 'recordings', `${RUNTIME}.jsonl`);
const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
const { version, python } = JSON.parse(head ?? '') as { version: string; python: string };
const recorded = new Map(lines.map((line) => JSON.parse(line) as [name: string, seen: unknown]));

describe(`a function of ${RUNTIME}`, () => {
  let lab: LambdaLab;
  let here: string;
  beforeAll(async () => {
    lab = await startLambdaLab();
    here = await readPythonVersion(lab);
  });
  afterAll(() => lab.close());

  test.for(PYTHON_CASES)(
    `behaves as under AWS's own runtime, awslambdaric ${version}: $name`,
    async (each, { skip }) => {
      const isOther = toMinor(python) !== toMinor(here);
      const reason = `Python ${here} uses other words than ${python}, which made the recording`;
      skip(isOther && PYTHONS_OWN.includes(each.name), reason);

      expect(await observe(lab, each, RUNTIME)).toEqual(recorded.get(each.name));
    },
  );
});
