import { describe, expect, test } from 'vitest';
import { type Assume, startEmulator } from '../../src/emulator/index.js';
import { LAG_OF_AWS } from '../../src/session/target.js';
import { killUp } from '../chaos/support/in-process.js';
import { createForeign } from '../support/foreign.js';
import { type Lab, startLab } from '../support/lab.js';
import { down, toChanges, up } from '../support/run-lab.js';

/** A lab that expects AWS to lag, on an endpoint that may lag. */
async function start(assume: Assume = {}, env: Record<string, string> = {}): Promise<Lab> {
  const emulator = await startEmulator({ assume });
  const lab = await startLab({ emulator, env, lag: LAG_OF_AWS });
  return {
    ...lab,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      await emulator.close();
    },
  };
}

/** Returns how long a run takes by AWS's clock, and its error. */
async function time(lab: Lab, run: () => Promise<unknown>) {
  const started = lab.emulator.clock.now();
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, seconds: (lab.emulator.clock.now() - started) / 1000 };
}

const AT_USER = { operation: 'CreateUser', occurrence: 1 };

describe('reads lag behind changes', () => {
  test('up takes its own resource whose tags come late, after a killed up', async () => {
    await using lab = await start({ 'new-tags': 'late' });
    expect(await killUp(lab.emulator, AT_USER)).toBe(true);

    expect(Object.values(toChanges(await up(lab)))).toContain('created');
  });

  test('down after a killed up finds the resource that no read shows yet', async () => {
    await using lab = await start({ 'elasticache-reads': 'not-found' });
    expect(await killUp(lab.emulator, AT_USER)).toBe(true);

    await down(lab);

    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('down finds a role that its own changes hide for a while', async () => {
    await using lab = await start({ 'iam-reads': 'not-found' });
    await up(lab);

    await down(lab);

    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('down after a killed up finds a role that no read showed before its policy was detached', async () => {
    await using lab = await start({ 'iam-reads': 'not-found' });
    expect(await killUp(lab.emulator, { operation: 'AttachRolePolicy', occurrence: 1 })).toBe(true);

    await down(lab);

    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('up ends when AWS shows its changes: a second one changes nothing', async () => {
    await using lab = await start({ 'logs-reads': 'stale' });
    await up(lab);
    const before = lab.changes().length;

    await up(lab);

    expect(lab.changes().slice(before)).toEqual([]);
  });
});

describe('nothing of the lab is young', () => {
  test('down on an empty account looks again for some seconds only', async () => {
    await using lab = await start();

    const { error, seconds } = await time(lab, () => down(lab));

    expect(error).toBeUndefined();
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThan(10);
  });

  test('up refuses an old resource without tags at once', async () => {
    await using lab = await start();
    await createForeign.role?.(lab, {});
    lab.emulator.advance(11 * 60_000);

    const { error, seconds } = await time(lab, () => up(lab));

    expect(error).toMatchObject({ code: 'FOREIGN_RESOURCE', exitCode: 3 });
    expect(seconds).toBeLessThan(5);
  });
});

describe('something is young', () => {
  test('down does not wait for network interfaces that a public lab cannot have', async () => {
    await using lab = await start({}, { VALKEY_LAB_PUBLIC: 'true' });
    await up(lab);

    const { error, seconds } = await time(lab, () => down(lab));

    expect(error).toBeUndefined();
    expect(seconds).toBeLessThan(5);
  });

  test('up refuses a young resource without tags after a minute, and says what it waits for', async () => {
    await using lab = await start();
    await createForeign.role?.(lab, {});

    const { error, seconds } = await time(lab, () => up(lab));

    expect(error).toMatchObject({ code: 'FOREIGN_RESOURCE', exitCode: 3 });
    expect(seconds).toBeGreaterThan(55);
    expect(seconds).toBeLessThan(70);
    expect(lab.events).toContainEqual(
      expect.objectContaining({
        type: 'waiting',
        status: 'without tags; AWS may show them late',
      }),
    );
  });

  test('a resource with the tags of another lab is refused at once', async () => {
    await using lab = await start();
    await createForeign.role?.(lab, { 'valkey-lab:lab': 'other' });

    const { error, seconds } = await time(lab, () => up(lab));

    expect(error).toMatchObject({ code: 'FOREIGN_RESOURCE' });
    expect(seconds).toBeLessThan(5);
  });

  test('down of a whole lab looks at nothing for a minute', async () => {
    await using lab = await start();
    await up(lab);

    expect((await time(lab, () => down(lab))).seconds).toBeLessThan(30);
    expect(lab.emulator.isEmpty()).toBe(true);
  });
});
