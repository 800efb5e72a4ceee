import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import {
  type AwsCall,
  bench,
  createCache,
  down,
  downAll,
  explain,
  invoke,
  LabError,
  logs,
  type ProgressEvent,
  status,
  token,
  up,
  verify,
} from '../../src/index.js';
import { ageResources } from '../support/age.js';

describe('the commands as functions', () => {
  let emulator: Emulator;
  let folder: string;
  beforeEach(async () => {
    emulator = await startEmulator();
    // The repository's folder may contain a contributor's .env file.
    folder = mkdtempSync(join(tmpdir(), 'library-test-'));
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    vi.stubEnv('AWS_ENDPOINT_URL', emulator.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', emulator.credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', emulator.credentials.secretAccessKey);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  test('up, invoke, status and down return their results, and write nothing to the terminal', async () => {
    const written = [
      vi.spyOn(process.stdout, 'write').mockReturnValue(true),
      vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    ];
    const events: ProgressEvent[] = [];
    const calls: AwsCall[] = [];
    const options = { region: 'eu-west-1', lab: 'lib' };

    const made = await up({
      ...options,
      onProgress: (event) => events.push(event),
      onCall: (call) => calls.push(call),
    });
    const invoked = await invoke({ ...options, payload: { a: 1 }, count: 2 });
    const seen = await status(options);
    const proof = await verify(options);
    const signed = await token(options);
    const removed = await down(options);
    for (const spy of written) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }

    expect(made).toMatchObject({ lab: 'lib', region: 'eu-west-1', local: false });
    expect(made.resources.find(({ kind }) => kind === 'serverless-cache')).toMatchObject({
      name: 'lib-cache-01',
      action: 'created',
    });
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(made.resources.length);
    expect(calls).toContainEqual(
      expect.objectContaining({ operation: 'CreateServerlessCache', status: 200 }),
    );
    expect(invoked.payload).toBe('Fetched value from Valkey');
    expect(invoked.invocations).toHaveLength(2);
    expect(seen.problems).toEqual([]);
    expect(proof.attempts.length).toBeGreaterThan(10);
    expect(signed.token).toMatch(/^lib-cache-01\/\?/);
    expect(removed.resources.map(({ action }) => action)).toContain('deleted');
    expect(emulator.isEmpty()).toBe(true);
  });

  test('bench returns its figures; logs returns the lines, and follows them until the signal ends it', async () => {
    await up();
    const measured = await bench({ count: 3, concurrency: 1 });
    const read = await logs({ since: '1h' });
    const stop = new AbortController();
    const heard: string[] = [];
    const following = logs({
      since: '1h',
      follow: true,
      signal: stop.signal,
      onLine({ message }) {
        heard.push(message);
        if (heard.length === read.events.length) stop.abort();
      },
    });

    await expect(following).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(measured.warm.count).toBe(3);
    expect(read.events.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('Success: Inserted')]),
    );
    expect(heard).toEqual(read.events.map(({ message }) => message));
    expect(process.exitCode).toBeUndefined();
  });

  test('downAll deletes every lab, found by tag', async () => {
    await createCache({ lab: 'one' });
    await createCache({ lab: 'two' });
    ageResources(emulator);

    const { labs } = await downAll({ account: '123456789012' });

    expect(labs.map(({ lab, action }) => [lab, action])).toEqual([
      ['one', 'deleted'],
      ['two', 'deleted'],
    ]);
    expect(emulator.isEmpty()).toBe(true);
  });

  test('verify and explain return their tables, and explain rejects when a rule is broken', async () => {
    await up();
    const { token: signed } = await token();
    const ofToken = await explain({ token: signed });
    const ofLab = await explain();
    const proof = await verify();

    expect(ofToken).toMatchObject({ subject: 'token', account: null });
    expect(ofLab).toMatchObject({ subject: 'set-up', account: '123456789012' });
    expect([...ofToken.rules, ...ofLab.rules].every(({ ok }) => ok)).toBe(true);
    expect(proof.attempts.every(({ ok }) => ok)).toBe(true);
    await expect(explain({ token: `https://${signed}` })).rejects.toMatchObject({
      code: 'RULE_BROKEN',
      result: { rules: expect.arrayContaining([expect.objectContaining({ rule: 'scheme' })]) },
    });
    expect(process.exitCode).toBeUndefined();
  });

  test('a dry run changes nothing, and settings change names', async () => {
    const settings = { VALKEY_LAB_CACHE_NAME: 'chosen' };
    const document = await createCache({ dryRun: true, settings });

    expect(document.resources).toMatchObject([
      { kind: 'serverless-cache', name: 'chosen', action: 'created' },
      { kind: 'user-group-attachment' },
    ]);
    expect(emulator.isEmpty()).toBe(true);
  });

  test('a failure is a LabError with the result so far, and does not set the exit code', async () => {
    const failure = await invoke().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(LabError);
    expect(failure).toMatchObject({
      code: 'RESOURCE_MISSING',
      resource: 'function/AccessValkey',
      hint: { command: ['deploy-function'] },
      result: { lab: '', account: '123456789012', resources: [] },
      failures: [failure],
    });
    expect(process.exitCode).toBeUndefined();
    await expect(up({ region: 'nowhere' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('an AbortSignal ends a run before it begins, and in the middle', async () => {
    await expect(up({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    const stop = new AbortController();
    const onProgress = (event: ProgressEvent) => {
      if (event.type === 'finished') stop.abort();
    };

    await expect(up({ signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: 'INTERRUPTED',
      result: { resources: expect.arrayContaining([expect.objectContaining({ owned: true })]) },
    });
    ageResources(emulator);
    await down();
    expect(emulator.isEmpty()).toBe(true);
  });
});
