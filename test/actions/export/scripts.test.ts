import { describe, expect, test } from 'vitest';
import { blueprint } from '../../../src/resources/index.js';
import { findPermissions } from '../../../src/resources/operator-policy.js';
import { runScript } from './read-script.js';
import { exportTo } from './support.js';

// test/e2e/export/scripts.test.ts runs the same commands with the real AWS CLI, once for each script.

const OWN = 'default\tus-east-1';
const FOREIGN = 'other\tus-east-1';
const CHANGES = /^(create|put|attach|detach|update|modify|delete)/;

async function run(options: { script: string; tags: string; error?: string }) {
  using folder = await exportTo('aws-cli');
  const { commands, ...rest } = runScript(folder.path, options);
  const operations = commands.map(([, operation = '']) => operation);
  return { ...rest, changes: operations.filter((each) => CHANGES.test(each)) };
}

describe('up.sh', () => {
  test('creates nothing that exists, so it can be run again', async () => {
    const { status, stdout, changes } = await run({ script: 'up.sh', tags: OWN });
    expect(status).toBe(0);
    expect(stdout).not.toContain('created');
    // AWS accepts an attachment again.
    expect(changes).toEqual(['attach-role-policy', 'attach-role-policy']);
  });

  test('waits until the cache shows its address', async () => {
    const { status, stdout } = await run({ script: 'up.sh', tags: '' });
    expect(status).toBe(0);
    expect(stdout).toContain('waiting until the cache cache-01 is available; now: available, but');
  });

  test('ends at an error that does not pass', async () => {
    const error = 'An error occurred (ExpiredToken) when calling the DescribeUsers operation';
    const { status, stderr } = await run({ script: 'up.sh', tags: '', error });
    expect(status).toBe(1);
    expect(stderr).toContain('ExpiredToken');
  });

  test('ends with code 3 at a resource of others, and changes nothing', async () => {
    const { status, stderr, changes } = await run({ script: 'up.sh', tags: FOREIGN });
    expect(status).toBe(3);
    expect(stderr).toContain('is not a resource of the lab default in us-east-1');
    expect(changes).toEqual([]);
  });
});

describe('down.sh', () => {
  test('deletes nothing when nothing exists, so it can be run again', async () => {
    const { status, stdout, changes } = await run({ script: 'down.sh', tags: '' });
    expect(status).toBe(0);
    expect(stdout).not.toContain('deleted cache');
    expect(changes).toEqual([]);
  });

  test('keeps what belongs to others', async () => {
    const { status, stdout, changes } = await run({ script: 'down.sh', tags: FOREIGN });
    expect(status).toBe(0);
    expect(stdout).toContain('kept cache cache-01');
    expect(changes).toEqual([]);
  });
});

test("the scripts need no permission that an operator's policy does not have", async () => {
  using folder = await exportTo('aws-cli');
  const { commands } = runScript(folder.path);
  using again = await exportTo('aws-cli');
  const removals = runScript(again.path, { script: 'down.sh', tags: OWN });
  expect(removals.status).toBe(0);
  const used = [...commands, ...removals.commands].map(
    ([service, operation = '']) => `${service}:${toAction(operation)}`,
  );
  const allowed = findPermissions(blueprint).flatMap(({ service, actions }) =>
    actions.map((action) => `${service}:${action}`),
  );
  const missing = [...new Set(used)].filter((action) => !allowed.includes(action));
  // Everybody may call this one.
  expect(missing).toEqual(['sts:GetCallerIdentity']);
});

function toAction(operation: string): string {
  return operation.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
