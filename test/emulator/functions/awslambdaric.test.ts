import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';
import { type Observation, observe } from './support/observe.js';
import { PYTHON_CASES, readPythonVersion } from './support/python-cases.js';

const RUNTIME = 'python3.13';

/**
 * AWS's awslambdaric has a native part, so it is not a dependency. To compare the emulator's bootstrap with it, install
 * it for the python3 of the PATH (`python3 -m pip install --target FOLDER awslambdaric`) and set AWS_LAMBDA_RIC_PYTHON to
 * the folder. With AWS_LAMBDA_RIC_RECORD set, this test records the behaviour for recorded-python.test.ts.
 */
const folder = process.env['AWS_LAMBDA_RIC_PYTHON'];

test.skipIf(folder)('a function under awslambdaric', ({ skip }) => {
  const reason =
    'awslambdaric is not installed (AWS_LAMBDA_RIC_PYTHON names its folder): nothing to compare with.';
  process.stderr.write(`Skipped: ${reason}\n`);
  skip(reason);
});

describe.runIf(folder)('a function under awslambdaric', () => {
  const recorded: [name: string, seen: Observation][] = [];
  let temp: string;
  let ours: LambdaLab;
  let theirs: LambdaLab;
  beforeAll(async () => {
    temp = await mkdtemp(join(tmpdir(), 'ric-test-'));
    const bootstrapFile = join(temp, 'bootstrap.py');
    await writeFile(bootstrapFile, toBootstrap(folder ?? ''));
    ours = await startLambdaLab();
    theirs = await startLambdaLab({ bootstrapFile });
  });
  afterAll(async () => {
    if (process.env['AWS_LAMBDA_RIC_RECORD']) {
      const head = { version: readVersion(folder ?? ''), python: await readPythonVersion(theirs) };
      const file = join(import.meta.dirname, 'recordings', `${RUNTIME}.jsonl`);
      const lines = [head, ...recorded].map((line) => `${JSON.stringify(line)}\n`);
      await writeFile(file, lines.join(''));
    }
    await Promise.all([ours.close(), theirs.close()]);
    await rm(temp, { recursive: true });
  });

  test.each(PYTHON_CASES)('behaves as under the emulator’s bootstrap: $name', async (each) => {
    const [here, there] = await Promise.all([
      observe(ours, each, RUNTIME),
      observe(theirs, each, RUNTIME),
    ]);
    recorded.push([each.name, there]);

    expect(here).toEqual(there);
  });
});

/**
 * Starts AWS's client as Lambda's own bootstrap.py does. On Lambda it writes each message as a frame to a descriptor; the
 * sink here writes the frame's message as the emulator's log reader expects it.
 */
function toBootstrap(ric: string): string {
  return `
import os, sys
sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
sys.path.append(${JSON.stringify(ric)})
os.environ.pop("VALKEY_LAB_CLOCK_OFFSET_MS", None)
from awslambdaric import bootstrap
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

class Sink(bootstrap.StandardLogSink):
    def log(self, message, frame_type=None):
        sys.stdout.write("\\x1e" + message.replace("\\n", "\\x1f") + "\\n")
    def log_error(self, lines):
        self.log("\\n".join(lines))

bootstrap.create_log_sink = Sink
bootstrap.run(os.environ["_HANDLER"], LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))
`;
}

function readVersion(ric: string): string {
  const text = readFileSync(join(ric, 'awslambdaric', '__init__.py'), 'utf8');
  return /__version__ = "([^"]+)"/.exec(text)?.[1] ?? '';
}
