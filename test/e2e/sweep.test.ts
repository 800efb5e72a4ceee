import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

interface SweepDocument {
  readonly ok: boolean;
  readonly lab: string | null;
  readonly labs: readonly { lab: string; newest: string; action: string }[];
  readonly resources: readonly { lab: string; kind: string; action: string }[];
  readonly error: { code: string; message: string };
}

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('down --all', () => {
  test('lists all labs, keeps young ones, and then removes every lab and the endpoint', async () => {
    await cli.run(['up', '--local', '--quiet']);
    await cli.run(['up', '--local', '--lab', 'a', '--quiet']);
    const sweep = async (...args: string[]) => {
      const run = await cli.run(['down', '--local', '--all', '--json', ...args]);
      expect(run.exitCode).toBe(0);
      return run.json<SweepDocument>();
    };
    const actions = ({ labs }: SweepDocument) =>
      Object.fromEntries(labs.map(({ lab, action }) => [lab || 'default', action]));

    const young = await sweep('--older-than', '6h');
    expect(actions(young)).toEqual({ default: 'kept', a: 'kept' });
    expect(young.resources).toEqual([]);

    const preview = await sweep('--dry-run');
    expect(actions(preview)).toEqual({ default: 'deleted', a: 'deleted' });
    expect((await cli.run(['invoke', '--local', '--lab', 'a'])).exitCode).toBe(0);

    const document = await sweep();
    expect(document).toMatchObject({ ok: true, lab: null });
    expect(actions(document)).toEqual({ default: 'deleted', a: 'deleted' });
    expect(document.resources).toContainEqual(
      expect.objectContaining({ lab: 'a', kind: 'serverless-cache', action: 'deleted' }),
    );
    expect(existsSync(cli.localDir)).toBe(false);
  });

  test.each([
    [['--older-than', '6h'], /needs --all/],
    [['--all', '--lab', 'a'], /--all deletes every lab/],
    [['--all', '--older-than', 'soon'], /--older-than is "soon"/],
  ])('refuses %j before it starts an endpoint', async (args, message) => {
    const run = await cli.run(['down', '--local', '--json', ...args]);
    expect(run.exitCode).toBe(2);
    expect(run.json<SweepDocument>().error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
    expect(existsSync(cli.localDir)).toBe(false);
  });
});
