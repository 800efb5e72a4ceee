import { afterAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { type CallPlace, createCounter, isRead, toPlaceText } from './support/calls.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { makeDriftedLab } from './support/made-lab.js';
import { expectNothingLeft } from './support/tally.js';

/** A command that the test kills, and the preparation for it. */
interface Scenario {
  readonly name: string;
  prepare(emulator: Emulator): Promise<void>;
  readonly args: readonly string[];
}

/** Together, these scenarios make every call that changes a resource. */
const SCENARIOS: readonly Scenario[] = [
  { name: 'up', args: ['up'], prepare: async () => {} },
  { name: 'up, after changes to every resource', args: ['up'], prepare: makeDriftedLab },
  { name: 'down', args: ['down'], prepare: makeDriftedLab },
];

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

async function startPrepared({ prepare }: Scenario): Promise<ChaosLab> {
  const lab = await startChaosLab(cli, { pace: '0.005' });
  await prepare(lab.emulator);
  return lab;
}

/** Records the calls that change a resource, in an undisturbed run. */
async function recordChanges(scenario: Scenario): Promise<CallPlace[]> {
  await using lab = await startPrepared(scenario);
  const toPlace = createCounter();
  const places: CallPlace[] = [];
  lab.onCall = (moment) => {
    const place = toPlace(moment);
    if (moment.phase === 'after' && !isRead(moment.operation)) places.push(place);
    return undefined;
  };
  const { exitCode, stderr } = await lab.run(scenario.args);
  expect(exitCode, stderr).toBe(0);
  return places;
}

interface Kill extends CallPlace {
  readonly phase: 'before' | 'after';
}

/** Runs the scenario and kills the program at the given call. With phase `after`, the call takes effect first. */
async function killAt(lab: ChaosLab, { args }: Scenario, kill: Kill): Promise<void> {
  const toPlace = createCounter();
  const program = lab.start(args);
  let isReached = false;
  lab.onCall = async (moment) => {
    const { operation, occurrence } = toPlace(moment);
    if (moment.phase !== kill.phase) return undefined;
    if (operation !== kill.operation || occurrence !== kill.occurrence) return undefined;
    isReached = true;
    await program.kill('SIGKILL');
    return 'drop';
  };
  const { exitCode, stderr } = await program.ended;
  lab.onCall = undefined;
  expect(isReached, stderr).toBe(true);
  expect(exitCode).toBe(null);
}

const recorded = await Promise.all(
  SCENARIOS.map(async (scenario) => [scenario, await recordChanges(scenario)] as const),
);

describe.concurrent.for(recorded)('$0.name, killed', ([scenario, places]) => {
  const kills = places.flatMap((place): Kill[] => [
    { ...place, phase: 'before' },
    { ...place, phase: 'after' },
  ]);
  const named = sample(kills).map((kill) => [`${kill.phase} ${toPlaceText(kill)}`, kill] as const);

  test.concurrent.for(named)('%s: down removes everything', async ([, kill], context) => {
    await using lab = await startPrepared(scenario);
    await killAt(lab, scenario, kill);
    count(context, `killed ${kill.phase} a call`);

    const down = await lab.run(['down']);

    context.expect(down.exitCode, down.stderr).toBe(0);
    expectNothingLeft(context, lab);
    count(context, 'recovered by down');
  });

  test.concurrent.for(named)(
    '%s: up completes the lab, and invoke works',
    async ([, kill], context) => {
      await using lab = await startPrepared(scenario);
      await killAt(lab, scenario, kill);
      count(context, `killed ${kill.phase} a call`);

      const up = await lab.run(['up']);
      context.expect(up.exitCode, up.stderr).toBe(0);
      const invoke = await lab.run(['invoke']);
      context.expect(invoke.exitCode, invoke.stderr).toBe(0);
      count(context, 'recovered by up');

      const down = await lab.run(['down']);
      context.expect(down.exitCode, down.stderr).toBe(0);
      expectNothingLeft(context, lab);
    },
  );
});
