import { ModifyServerlessCacheCommand, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTrials, type Judgement, judge } from '../../../src/actions/verify/judge.js';
import { invokeFunction } from '../../../src/aws/invoke.js';
import { type Emulator, startEmulator } from '../../../src/emulator/index.js';
import { type Lab, startLab } from '../../support/lab.js';
import { present, up } from '../../support/run-lab.js';

const EVENT = '{"valkeyLab":"verify"}';

describe("the function's table of attempts, at the endpoint", () => {
  let emulator: Emulator;
  let lab: Lab;
  let log: string[];
  beforeEach(async () => {
    log = [];
    const assume = { 'resource-type': 'strict' } as const;
    emulator = await startEmulator({ assume, log: (line) => log.push(line) });
  });
  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
    await emulator.close();
  });

  async function start(env: Record<string, string> = {}): Promise<void> {
    lab = await startLab({ emulator, env });
    await up(lab);
  }

  async function invoke() {
    return invokeFunction(lab.ctx.aws, lab.ctx.config.names.function, EVENT);
  }

  async function verify(): Promise<Judgement[]> {
    const { payload } = await invoke();
    return judge(present(findTrials(payload)), lab.ctx.config.accessString);
  }

  const wrong = (attempts: readonly Judgement[]) =>
    attempts.filter(({ ok }) => !ok).map(({ name }) => name);
  const send = async (command: ModifyServerlessCacheCommand | ModifyUserCommand) =>
    (await lab.ctx.aws.elastiCache()).send(command as ModifyUserCommand);
  const setAccess = (UserId: string, AccessString: string) =>
    send(new ModifyUserCommand({ UserId, AccessString }));

  test('has the expected outcomes within seconds, and writes nothing', async () => {
    await start();
    const startedAt = performance.now();
    const attempts = await verify();

    expect(wrong(attempts)).toEqual([]);
    expect(attempts.filter(({ expected }) => expected === 'refused')).toHaveLength(14);
    expect(attempts.filter(({ expected }) => expected === 'accepted')).toHaveLength(7);
    expect(attempts.find(({ name }) => name === 'command-dbsize')?.reply).toBe('0');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('is refused for the reason that each attempt tests', async () => {
    await start();
    log.length = 0;
    await verify();

    const rules = log.flatMap((line) => /refused \(([a-z-]+)\)/.exec(line)?.[1] ?? []);
    expect(rules.sort()).toEqual(
      [
        'token-format', // wrong-password
        'user-off', // default-user
        'user-group', // other-user
        'token-user', // user-mismatch
        'token-host', // other-cache
        'token-resource-type',
        'token-expired', // expired
        'token-expired', // hello
        'token-expired', // after-refusal
        'token-future',
        'signature', // stretched
        'signature', // altered-signature
        'token-region',
        'session-token', // no-session-token
      ].sort(),
    );
  });

  test('can run several times at once', async () => {
    await start();
    const all = await Promise.all([verify(), verify(), verify()]);

    expect(all.map(wrong)).toEqual([[], [], []]);
  });

  test('does not call an outcome wrong that AWS does not document', async () => {
    await start();
    const { payload } = await invoke();
    const trials = present(findTrials(payload)).map((trial) =>
      trial.expected === null && !trial.probe ? { ...trial, outcome: 'unclear' as const } : trial,
    );

    const attempts = judge(trials, lab.ctx.config.accessString);

    expect(wrong(attempts)).toEqual([]);
    expect(attempts.filter(({ expected }) => expected === null).map(({ name }) => name)).toEqual([
      'no-resource-type',
      'future',
      'short-token',
      'closed-command',
    ]);
  });

  test('has the expected outcomes when the cache does not check every third login', async () => {
    await emulator.close();
    emulator = await startEmulator({ assume: { 'iam-logins': 'unavailable' } });
    await start();

    expect(wrong(await verify())).toEqual([]);
  });

  test('repeats logins that the cache limits, and pauses before each repetition', async () => {
    await emulator.close();
    const isLimited = (line: string) => line.includes('not checked (throttled)');
    emulator = await startEmulator({
      assume: { 'iam-logins': 'throttled' },
      log(line) {
        log.push(line);
        // The cache checks one login a second, so the next one is checked.
        if (isLimited(line)) emulator.advance(1_000);
      },
    });
    await start();
    const startedAt = performance.now();

    expect(wrong(await verify())).toEqual([]);

    const limited = log.filter(isLimited).length;
    expect(limited).toBeGreaterThan(5);
    // At most four attempts pause at once, each for at least 250 ms.
    expect(performance.now() - startedAt).toBeGreaterThan((limited * 250) / 4);
  });

  test('contains no token and no credentials', async () => {
    await start();
    const { payloadText, log: tail } = await invoke();

    for (const text of [payloadText, tail.join('\n')]) {
      expect(text).not.toMatch(/X-Amz-(Signature|Security-Token|Credential)=|ASIA/);
    }
  });

  test('with the engine Valkey, the default user is off, too', async () => {
    await start({ VALKEY_LAB_ACCESS_ENGINE: 'valkey' });

    expect(wrong(await verify())).toEqual([]);
  });

  test.each([
    ['on ~app:* -@all +get +set +ping', ['GET', 'DEL', 'ECHO', 'DBSIZE']],
    ['on ~valkey-lab* -@all +get', ['DEL', 'ECHO', 'DBSIZE']],
    ['on ~* +@all -@write', ['DEL']],
    ['on ~* +@read', ['DEL', 'ECHO']],
  ])('commands outside the access string %s are refused, as expected', async (text, refused) => {
    await start({ VALKEY_LAB_ACCESS_STRING: text });
    const attempts = await verify();

    expect(wrong(attempts)).toEqual([]);
    const probes = attempts.filter(({ name }) => name.startsWith('command-'));
    expect(
      probes.filter(({ outcome }) => outcome === 'refused').map(({ what }) => what.split(' ')[0]),
    ).toEqual(refused);
  });

  test('detects a missing user group: every client gets in, except with a correct token', async () => {
    await start();
    await send(
      new ModifyServerlessCacheCommand({ ServerlessCacheName: 'cache-01', RemoveUserGroup: true }),
    );

    const failed = wrong(await verify());

    expect(failed).toEqual(
      expect.arrayContaining(['no-auth', 'default-user', 'after-refusal', 'token']),
    );
  });

  test('detects that the default user is on', async () => {
    await start();
    await setAccess('default-user-disabled', 'on ~* +@all');

    expect(wrong(await verify())).toEqual(['no-auth', 'default-user', 'after-refusal']);
  });

  test("detects that the user's access string allows more", async () => {
    await start({ VALKEY_LAB_ACCESS_STRING: 'on ~* -@all +get' });
    await setAccess('iam-user-01', 'on ~* +@all');

    expect(wrong(await verify())).toEqual(['command-del', 'command-echo', 'command-dbsize']);
  });

  test('fails if no attempt is accepted', async () => {
    await start();
    await setAccess('iam-user-01', 'off ~* +@all');

    expect(await invoke()).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'IamAuth.TokenRefused' },
    });
  });

  test('the answer of other code is not a table', () => {
    for (const payload of [
      'Fetched value from Valkey',
      null,
      7,
      {},
      { valkeyLab: { verify: [] } },
    ]) {
      expect(findTrials(payload)).toBeUndefined();
    }
  });
});
