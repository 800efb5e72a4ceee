import { afterAll, describe, expect, test } from 'vitest';
import type { FaultRules } from '../../src/emulator/index.js';
import { createCli } from '../support/cli.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { driftLab } from './support/drift.js';
import { count, expectNothingLeft } from './support/tally.js';

/** What the failed command says of itself on stdout. */
interface Failure {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly resource: string | null;
    readonly aws: { readonly operation: string } | null;
  };
}

const NOTHING: FaultRules = { rules: [] };
/** AWS allows it to everybody. */
const FREE = 'GetCallerIdentity';

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

/** A lab for which `up` and `down` have as much to do as can be. */
async function startDriftedLab(): Promise<ChaosLab> {
  const lab = await startChaosLab(cli);
  const { exitCode, stderr } = await lab.run(['up']);
  expect(exitCode, stderr).toBe(0);
  await driftLab(lab.emulator);
  return lab;
}

/** The actions that a command needs, once each. */
async function recordActions(lab: ChaosLab, command: string): Promise<string[]> {
  const first = lab.emulator.calls().length;
  const { exitCode, stderr } = await lab.run([command]);
  expect(exitCode, stderr).toBe(0);
  const operations = lab.emulator
    .calls()
    .slice(first)
    .map(({ operation }) => operation);
  return [...new Set(operations)].filter((operation) => operation !== FREE).sort();
}

async function recordAll(): Promise<[string, string][]> {
  await using lab = await startDriftedLab();
  const actions: [string, string][] = [];
  for (const command of ['up', 'invoke', 'status', 'down']) {
    for (const action of await recordActions(lab, command)) actions.push([command, action]);
  }
  await using fresh = await startChaosLab(cli);
  for (const action of await recordActions(fresh, 'up')) actions.push(['up (first)', action]);
  return actions;
}

const recorded = await recordAll();

describe('a permission is missing', () => {
  test.concurrent.for(recorded)('%s without %s', async ([command, action], context) => {
    const isFirst = command === 'up (first)';
    await using lab = isFirst ? await startChaosLab(cli) : await startDriftedLab();
    if (command !== 'up' && !isFirst) await lab.run(['up']);
    lab.emulator.setFaults({ rules: [{ kind: 'deny', operation: action }] });

    const { exitCode, stdout, stderr } = await lab.run([isFirst ? 'up' : command, '--json']);

    count(context, 'refused permissions');
    context.expect(exitCode, stderr).toBe(1);
    const { error } = JSON.parse(stdout) as Failure;
    context.expect(error.code).toBe('ACCESS_DENIED');
    context.expect(error.aws?.operation).toBe(action);
    context.expect(error.message).toMatch(/is not authorized to perform: \w+:\w+ on resource: \S+/);
    context.expect(stderr).not.toMatch(/This is a bug/);

    lab.emulator.setFaults(NOTHING);
    const down = await lab.run(['down']);
    context.expect(down.exitCode, down.stderr).toBe(0);
    expectNothingLeft(context, lab);
  });
});
