import { describe, expect, test } from 'vitest';
import { STEP_NUMBERS } from '../../../src/actions/learn/numbers.js';
import type { LocalStatusResult } from '../../../src/actions/local.js';
import { bench } from '../../../src/cli/commands/bench.js';
import { deployFunction } from '../../../src/cli/commands/deploy-function.js';
import { doctor } from '../../../src/cli/commands/doctor.js';
import { down } from '../../../src/cli/commands/down.js';
import { explain } from '../../../src/cli/commands/explain.js';
import { init } from '../../../src/cli/commands/init.js';
import { invoke } from '../../../src/cli/commands/invoke.js';
import { learn } from '../../../src/cli/commands/learn.js';
import { local } from '../../../src/cli/commands/local.js';
import { logs } from '../../../src/cli/commands/logs.js';
import { createCache, up } from '../../../src/cli/commands/make.js';
import { ping } from '../../../src/cli/commands/ping.js';
import { status } from '../../../src/cli/commands/status.js';
import { verify } from '../../../src/cli/commands/verify.js';
import { renderFailure } from '../../../src/cli/rendering/failure.js';
import { explainInterruption } from '../../../src/cli/signals.js';
import { LabError } from '../../../src/errors.js';
import * as results from './results.js';
import { createTerminal, findTooWide, show } from './terminal.js';

/** The screens of all commands whose output is for people. The others print text for programs, which nothing may wrap. */
const SCREENS: Readonly<Record<string, (columns: number) => string>> = {
  up: (columns) => show(up, results.made, columns),
  'up on AWS': (columns) => show(up, results.madeOnAws, columns),
  'up --dry-run': (columns) => show(up, results.planned, columns),
  'create-cache': (columns) =>
    show(createCache, { ...results.made, next: 'create-users' }, columns),
  status: (columns) => show(status, results.status, columns),
  'status without a lab': (columns) => show(status, results.nothing, columns),
  down: (columns) => show(down, { isSweep: false, ...results.removed }, columns),
  'down --dry-run': (columns) => show(down, { isSweep: false, ...results.toRemove }, columns),
  'down --all': (columns) =>
    show(down, { isSweep: true, isDryRun: false, ...results.swept }, columns),
  doctor: (columns) => show(doctor, results.checked, columns),
  explain: (columns) => show(explain, results.explained, columns),
  'explain of a broken lab': (columns) => show(explain, results.broken, columns),
  verify: (columns) => show(verify, results.proven, columns),
  'verify of an open cache': (columns) => show(verify, results.open, columns),
  'deploy-function of a user': (columns) =>
    show(deployFunction, { ...results.made, deployed: { path: './api', name: 'api' } }, columns),
  'invoke of a function of a user': (columns) =>
    show(invoke, { ...results.invoked, all: [results.invoked], name: 'api' }, columns),
  init: (columns) =>
    show(
      init,
      { folder: '../counter', language: 'node', files: ['README.md', 'index.test.ts', 'index.ts'] },
      columns,
    ),
  invoke: (columns) =>
    show(invoke, { ...results.invoked, all: [results.invoked], name: undefined }, columns),
  ping: (columns) => show(ping, results.pinged, columns),
  logs: (columns) => show(logs, results.logged, columns),
  bench: (columns) => show(bench, results.measured, columns),
  learn: (columns) => show(learn, results.lesson, columns),
  'learn 1.3': (columns) => show(learn, results.learned('1.3'), columns),
  'learn 2.3': (columns) => show(learn, results.learned('2.3'), columns),
  'learn 5.1': (columns) => show(learn, results.learned('5.1'), columns),
  'local start': (columns) => show(local.start, { ...endpoint, isNew: true }, columns),
  'local status': (columns) => show(local.status, endpoint, columns),
  'local report': (columns) => show(local.report, { rows: results.reported }, columns),
  'local report without rows': (columns) => show(local.report, { rows: [] }, columns),
  'local stop': (columns) => show(local.stop, { stopped: true }, columns),
  'a failure': (columns) => showFailure(refusal, columns),
  'Ctrl-C': (columns) => showFailure(interruption, columns),
};

const endpoint: LocalStatusResult = {
  ...{ running: true, endpoint: 'http://127.0.0.1:43211', pid: 12_345, account: '123456789012' },
  ...{
    pace: 'instant',
    caFile: '/tmp/valkey-lab-0123456789ab/ca.pem',
    assume: [],
    server: 'valkey-server 8.0',
    startedBy: 'command' as const,
  },
  ...{ empty: false, uptimeMs: 1_000 },
};

const refusal = new LabError(
  'ACCESS_DENIED',
  'CreateServerlessCache is not allowed: User: arn:aws:iam::123456789012:user/jane is not authorized.',
  {
    aws: {
      ...{ service: 'ElastiCache', operation: 'CreateServerlessCache', code: 'AccessDenied' },
      requestId: '8b4d7c1e-6f5a-4b3c-9d2e-1f0a9b8c7d6e',
    },
  },
);
const interruption = explainInterruption(new LabError('INTERRUPTED', 'Interrupted.'), {
  command: 'up',
  existing: results.made.resources,
});

function showFailure(error: LabError, columns: number): string {
  const { output, read } = createTerminal(columns);
  const line = { program: 'npx valkey-lab', repeated: [['--local']], sweep: [] };
  output.complain(renderFailure(error, line, output.errorPalette));
  return read();
}

describe.each([40, 80, 120])('a terminal of %i columns', (columns) => {
  test.each(Object.entries(SCREENS))('shows all of `%s`, and no line is wider', (_name, draw) => {
    const screen = draw(columns);
    expect(findTooWide(screen, columns)).toEqual([]);
    expect(`\n${screen}\n`).toMatchSnapshot();
  });

  test.each(STEP_NUMBERS)('shows step %s of the lesson, and no line is wider', (number) => {
    const screen = show(learn, results.learned(number), columns);
    expect(findTooWide(screen, columns)).toEqual([]);
  });
});

test('a pipe gets long lines as they are', () => {
  const screen = show(explain, results.broken, 0);
  expect(screen).toContain(
    'elasticache:Connect on arn:aws:elasticache:us-east-1:123456789012:serverlesscache:pr-7-cache-01.',
  );
});
