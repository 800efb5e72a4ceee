import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { renderFailure, toFailureDocument } from '../../../src/cli/rendering/failure.js';
import { toCount, toDurationText } from '../../../src/cli/rendering/format.js';
import { createOutput } from '../../../src/cli/rendering/output.js';
import { hasColors } from '../../../src/cli/rendering/palette.js';
import { toProgramName } from '../../../src/cli/rendering/program-name.js';
import { LabError } from '../../../src/errors.js';

const line = { program: 'node dist/cli.js', repeated: [['--lab', 'pr-7']], sweep: [] };

function createTestUi(options = {}, env = {}) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const streams = { stdout, stderr, env };
  const ui = createOutput({ json: false, quiet: false, verbose: false, ...options }, streams);
  const read = (stream: PassThrough) => stream.read()?.toString() ?? '';
  return { ui, out: () => read(stdout), err: () => read(stderr) };
}

const resource = { kind: 'user', name: 'iam-user-01' } as const;
const finished = {
  type: 'finished',
  report: {
    ...resource,
    arn: null,
    owned: true,
    state: 'active',
    action: 'created',
    elapsedMs: 1234,
  },
} as const;

describe('progress without a terminal', () => {
  test('prints a plain line for each change on stderr, without control characters', () => {
    const { ui, out, err } = createTestUi();
    ui.report({ type: 'started', resource, doing: 'ensure' });
    ui.report({ type: 'waiting', resource, status: 'creating', elapsedMs: 0 });
    ui.report(finished);
    const text = err();
    expect(text).toBe('… user iam-user-01: creating\n✓ user iam-user-01: created (1.2 s)\n');
    expect(out()).toBe('');
  });

  test('prints a line about the same wait every ten seconds, not at every read', () => {
    const { ui, err } = createTestUi();
    for (let elapsedMs = 0; elapsedMs <= 21_000; elapsedMs += 500) {
      ui.report({ type: 'waiting', resource, status: 'creating', elapsedMs });
    }
    expect(err().split('\n').filter(Boolean)).toEqual([
      '… user iam-user-01: creating',
      '… user iam-user-01: still creating (10 s elapsed)',
      '… user iam-user-01: still creating (20 s elapsed)',
    ]);
  });

  test('prints nothing with --quiet', () => {
    const { ui, err } = createTestUi({ quiet: true });
    ui.report(finished);
    ui.note('hello');
    expect(err()).toBe('');
  });
});

describe('the result', () => {
  test('is text for a person, or one JSON document', () => {
    const person = createTestUi();
    person.ui.lines(['Done.']);
    expect(person.out()).toBe('Done.\n');
    const script = createTestUi({ json: true });
    script.ui.document({ ok: true });
    expect(JSON.parse(script.out())).toEqual({ ok: true });
  });
});

describe('a failure', () => {
  const aws = { service: 'IAM', operation: 'CreateRole', code: 'AccessDenied', requestId: 'r-1' };
  const error = new LabError('ACCESS_DENIED', 'It is not allowed.', {
    aws,
    hint: { text: 'Run {command}.', command: ['status'] },
  });
  const plain = createTestUi().ui.errorPalette;

  test("shows its message, AWS's error, and the next command to type", () => {
    expect(renderFailure(error, line, plain)).toBe(
      'Error ACCESS_DENIED: It is not allowed.\n  AWS: IAM CreateRole, AccessDenied, request r-1\n  Next: Run `node dist/cli.js status --lab pr-7`.',
    );
  });

  test('appears with all other failures of the run, as text and in the document', () => {
    const first = new LabError('AWS_ERROR', 'The first.');
    first.failures = [first, error];
    expect(renderFailure(first, line, plain)).toMatch(/AWS_ERROR: The first[\s\S]*ACCESS_DENIED/);
    const facts = { lab: '', region: 'us-east-1', account: null, local: false };
    const failed = { command: 'up', facts, resources: [], elapsedMs: 1 };
    expect(toFailureDocument(first, failed, line)).toMatchObject({
      ok: false,
      error: { code: 'AWS_ERROR' },
      errors: [{ code: 'AWS_ERROR' }, { code: 'ACCESS_DENIED', aws }],
    });
  });

  test('shows no AWS answer where none came', () => {
    const facts = { ...aws, requestId: null };
    const unanswered = new LabError('ENDPOINT_UNREACHABLE', 'No answer.', { aws: facts });
    expect(renderFailure(unanswered, line, plain)).not.toContain('AWS:');
  });

  test('shows its stack when it is a bug', () => {
    const said = renderFailure(new TypeError('boom'), line, plain);
    expect(said).toMatch(/bug in valkey-lab: TypeError: boom\n\s+at /);
  });
});

describe('--verbose', () => {
  test('shows each AWS call, with the number of attempts', () => {
    const { ui, err } = createTestUi({ verbose: true });
    const call = {
      service: 'IAM',
      operation: 'GetRole',
      status: 200,
      startedAtMs: 0,
      elapsedMs: 12,
    };
    ui.call({ ...call, attempts: 3, requestId: null, resource: null });
    expect(err()).toBe('IAM GetRole 200 12 ms (3 attempts)\n');
  });
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
])('with the environment %j and isTTY %j, hasColors returns %j', (env, isTTY, expected) => {
  expect(hasColors({ isTTY }, env)).toBe(expected);
});

test('durations are short and have units', () => {
  expect([40, 1_234, 12_300, 185_000].map(toDurationText)).toEqual([
    '0.0 s',
    '1.2 s',
    '12 s',
    '3 min 05 s',
  ]);
});

test('a noun has its plural form', () => {
  expect([toCount(0, 'lab'), toCount(1, 'lab'), toCount(2, 'lab')]).toEqual([
    '0 labs',
    '1 lab',
    '2 labs',
  ]);
});

test('messages name the program as the user called it', () => {
  const cwd = '/x';
  const script = '/x/node_modules/.bin/valkey-lab';
  expect(toProgramName({ script, cwd, env: {} })).toBe('valkey-lab');
  expect(toProgramName({ script, cwd, env: { npm_command: 'exec' } })).toBe('npx valkey-lab');
  expect(toProgramName({ script: '/x/dist/cli.js', cwd, env: {} })).toBe('node dist/cli.js');
  expect(toProgramName({ script: '/y/dist/cli.js', cwd, env: {} })).toBe('node /y/dist/cli.js');
});
