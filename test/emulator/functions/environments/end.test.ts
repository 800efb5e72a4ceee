import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGate } from '../support/gate.js';
import { type LambdaLab, startLambdaLab } from '../support/lambda-lab.js';

/** Answers with the process id, by which tests recognize the environment. */
const WHO = { 'index.mjs': 'export const handler = async () => process.pid;' };

describe('an environment', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test('ends its process after a long time without use', async () => {
    await lab.close();
    lab = await startLambdaLab({ idleMs: 20 });
    await lab.create('who', WHO);
    const { payload: pid } = await lab.invoke('who');

    await expect
      .poll(() => {
        try {
          return process.kill(Number(pid), 0);
        } catch (error) {
          return (error as NodeJS.ErrnoException).code;
        }
      })
      .toBe('ESRCH');
    expect((await lab.invoke('who')).payload).not.toBe(pid);
  });

  test('that runs a call ends when the runner is closed', async () => {
    const gate = await createGate(lab);
    const waiting = gate.invoke().catch((error: unknown) => error);
    await expect.poll(gate.countEntered, { timeout: 20_000 }).toBe(1);

    await lab.functions.closeAll();

    expect(await waiting).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
  });

  test('leaves no process, credential or file when the runner is closed', async () => {
    await lab.create('who', WHO);
    const { payload: pid } = await lab.invoke('who');
    expect(() => process.kill(Number(pid), 0)).not.toThrow();

    await lab.close();

    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect([...lab.aws.credentials.keys()].filter((key) => key.startsWith('ASIA'))).toEqual([]);
    await expect(readdir(lab.folder)).rejects.toThrow('ENOENT');
  });
});
