import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STEP_NUMBERS } from '../../src/actions/learn/numbers.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

/** The parts of the document that the tests look at. */
interface Lesson {
  readonly ok: boolean;
  readonly local: boolean;
  readonly step: { readonly number: string; readonly symptom: string | null } | null;
  readonly steps: readonly { readonly number: string }[];
  readonly commands: readonly string[];
  readonly resources: readonly { readonly kind: string; readonly action: string }[];
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly answers: readonly { readonly outcome: string; readonly reply: string }[];
  readonly rules: readonly { readonly rule: string; readonly remedy: string }[] | null;
  readonly repair: { readonly proof: string | null } | null;
  readonly next: string | null;
}

let cli: LocalCli;
beforeAll(() => {
  cli = createLocalCli();
});
afterAll(() => cli[Symbol.asyncDispose]());

const isRunning = async () => (await cli.ask('local', 'status')).running;

describe('learn', () => {
  test('lists the steps without an endpoint', async () => {
    const { exitCode, stdout } = await cli.run(['learn']);
    expect(exitCode).toBe(0);
    for (const number of STEP_NUMBERS) expect(stdout).toMatch(new RegExp(`^ {2}${number} `, 'm'));
    const { steps, step, next } = await cli.ask<Lesson>('learn');
    expect(steps.map(({ number }) => number)).toEqual([...STEP_NUMBERS]);
    expect({ step, next }).toEqual({ step: null, next: '1.1' });
    expect(await isRunning()).toBe(false);
  });

  test('shows a step with --dry-run, and leaves nothing', async () => {
    const { commands, resources } = await cli.ask<Lesson>('learn', '1.3', '--dry-run');
    expect(commands[0]).toContain('aws iam create-role');
    expect(resources.map(({ action }) => action)).toEqual(['created', 'created', 'created']);
    expect(await isRunning()).toBe(false);
  });

  test.each([
    [['learn', '9.9'], 'USAGE_INVALID', '1.1, 1.2'],
    [['learn', '1.1', '--aws', '--local'], 'CONFIG_INVALID', '--aws and --local'],
    [['learn', '1.1', '--aws', '--pace', 'real'], 'CONFIG_INVALID', '--pace needs --local'],
  ])('%j is refused before anything is made', async (words, code, message) => {
    const run = await cli.run([...words, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json()['error']).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await isRunning()).toBe(false);
  });

  test('--aws means the account of the credentials, and never the local endpoint', async () => {
    const list = await cli.run(['learn', '--aws']);
    expect(list.stdout).toMatch(/^Next: .*cli\.js learn 1\.1 --aws /m);
    const run = await cli.run(['learn', '1.1', '--aws', '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({ local: false, error: { code: 'CREDENTIALS_MISSING' } });
    expect(await isRunning()).toBe(false);
  });

  test('Ctrl-C says how to continue with the same step', async () => {
    const child = cli.start(['learn', '1.1', '--pace', 'real']);
    let shown = '';
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk) => {
        shown += chunk;
        if (shown.includes('creating')) resolve();
      });
    });
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(shown).toContain('cli.js learn 1.1`; clean up with');
    await cli.ask('local', 'stop');
  }, 60_000);

  test('every step works in order, and the last one leaves nothing', async () => {
    const lessons = new Map<string, Lesson>();
    const text: string[] = [];
    for (const number of STEP_NUMBERS) {
      const run = await cli.run(['learn', number, '--json'], { CI: '1' });
      expect(run, `${run.stdout}${run.stderr}`).toMatchObject({ exitCode: 0 });
      text.push(run.stdout, run.stderr);
      lessons.set(number, run.json<Lesson>());
    }
    const read = (number: string): Lesson => {
      const found = lessons.get(number);
      if (!found) throw new Error(`There is no lesson ${number}.`);
      return found;
    };
    const toChanges = (number: string) =>
      read(number).resources.map(({ kind, action }) => `${kind} ${action}`);
    const toOutcomes = (number: string) => read(number).answers.map(({ outcome }) => outcome);
    const toRules = (number: string) => read(number).rules?.map(({ rule }) => rule);

    expect([...lessons.values()].map(({ step, next }) => [step?.number, next])).toEqual(
      STEP_NUMBERS.map((number, index) => [number, STEP_NUMBERS[index + 1] ?? null]),
    );
    expect(toChanges('1.1')).toEqual(['serverless-cache created']);
    expect(read('1.2').facts).toContainEqual({ label: 'Sign for', text: 'cache-01' });
    expect(toChanges('1.3')).toEqual([
      'role created',
      'policy created',
      'policy-attachment created',
    ]);
    expect(toChanges('1.4')).toEqual([
      ...['user created', 'user created', 'user-group created', 'user-group-attachment created'],
    ]);
    expect(toChanges('2.2')).toEqual(['policy-attachment created']);
    expect(toChanges('2.3')).toEqual(['log-group created', 'function created']);
    expect(read('3').facts).toContainEqual({ label: 'Reply', text: '"Fetched value from Valkey"' });
    expect(toChanges('4.1')).toEqual(['function deleted']);
    expect(toChanges('4.2')).toContain('serverless-cache deleted');
    expect(toChanges('4.3')).toContain('role deleted');

    // Step 5.1 found nothing, so it made the whole lab first.
    expect(toChanges('5.1')).toContain('function created');
    expect(toOutcomes('5.1')).toEqual(['refused']);
    expect(read('5.1').answers[0]?.reply).toMatch(/^WRONGPASS [^(]*$/);
    expect(toRules('5.1')).toEqual(['policy-cache', 'policy-user']);
    expect(read('5.1').rules?.[0]?.remedy).toContain('valkey-lab create-role --local');
    expect(read('5.1').repair?.proof).toContain('logged in again');
    expect(toOutcomes('5.2')).toEqual(['refused', 'refused', 'accepted']);
    expect(toRules('5.2')).toEqual(['host', 'user']);
    expect(toOutcomes('5.3')).toEqual(['refused', 'accepted']);
    expect(toRules('5.3')).toEqual(['expired']);
    expect(toOutcomes('5.4')).toEqual(['accepted', 'refused']);
    expect(toRules('5.4')).toEqual(['cache-user-group']);
    expect(read('5.4').repair?.proof).toContain('logged in again');
    expect(toOutcomes('5.5')).toEqual(['refused', 'accepted']);
    expect(toRules('5.5')).toEqual([]);
    const refused = read('5.6').answers.filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ reply }) => reply.split(':')[0])).toContain(
      'DefaultUserAssociatedToUserGroup',
    );
    expect(await isRunning()).toBe(false);
    // The text of a step announces what the step has shown.
    for (const number of ['5.1', '5.2', '5.3', '5.4', '5.6']) {
      const { step, answers, rules } = read(number);
      const shown = answers.flatMap(({ outcome, reply }) =>
        outcome === 'refused' ? [reply.split(/[ :]/)[0]] : [],
      );
      const named = number === '5.6' ? [] : (rules?.map(({ rule }) => `\`${rule}\``) ?? []);
      for (const word of [...shown, ...named]) expect(step?.symptom).toContain(word);
    }

    expect(text.join('')).not.toMatch(/X-Amz-(Signature|Security-Token|Credential)=/);
  }, 180_000);

  test('a step names commands for the local endpoint, and is shown without progress of its resources', async () => {
    const { stdout, stderr } = await cli.run(['learn', '5.4', '--lab', 'pr-7']);
    expect(stdout).toContain('cli.js create-users --local --lab pr-7');
    expect(stdout).toMatch(/^Next: .*cli\.js learn 5\.5 --lab pr-7 /m);
    expect(stderr).not.toContain('unchanged');
    await cli.ask('down', '--local', '--lab', 'pr-7');
  }, 60_000);
});
