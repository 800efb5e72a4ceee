import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('without a local endpoint', () => {
  test.each([
    [['status'], 0],
    [['down'], 0],
    [['down', '--all'], 0],
    [['doctor'], 0],
    [['up', '--dry-run'], 0],
    [['token'], 0],
    [['invoke'], 1],
    [['verify'], 1],
    [['bench'], 1],
    [['logs'], 1],
    [['explain'], 1],
  ] as const)('%j leaves no endpoint behind', async (words, exitCode) => {
    const run = await cli.run([...words, '--local', '--json']);
    expect(run.exitCode).toBe(exitCode);
    expect(existsSync(cli.localDir)).toBe(false);
  });

  test('status and invoke say so at once', async () => {
    const { stdout } = await cli.run(['status', '--local']);
    expect(stdout).toContain('There is no lab on this machine.');
    expect(stdout).toMatch(/up --local +# make the missing resources/);
    const { error } = (await cli.run(['invoke', '--local', '--json'])).json<{
      error: { code: string; message: string; resource: string };
    }>();
    expect(error).toMatchObject({
      code: 'RESOURCE_MISSING',
      message: 'The function AccessValkey does not exist: no local endpoint is running.',
      resource: 'function/AccessValkey',
    });
  });

  test('status has the document of a lab that does not exist', async () => {
    const vacant = (await cli.run(['status', '--local', '--json'])).json();
    await cli.run(['local', 'start']);
    const empty = (await cli.run(['status', '--local', '--json'])).json();
    const elapsedMs = expect.any(Number);
    expect(vacant).toEqual({ ...empty, elapsedMs, resources: expect.any(Array) });
    const toFacts = (document: Record<string, unknown>) =>
      (document['resources'] as object[]).map((one) => ({ ...one, elapsedMs: 0 }));
    expect(toFacts(vacant)).toEqual(toFacts(empty));
  });
});

test('the endpoint of a lab, and one from local start, stay', async () => {
  await cli.run(['local', 'start']);
  await cli.run(['doctor', '--local']);
  expect(existsSync(cli.localDir)).toBe(true);
  await cli.run(['local', 'stop']);
  await cli.run(['create-role', '--local']);
  await cli.run(['status', '--local']);
  expect(existsSync(cli.localDir)).toBe(true);
});
