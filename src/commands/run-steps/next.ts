import { readExisting } from '../../plan/existing.js';
import type { StepName } from '../../plan/outputs.js';
import { allSteps, type stepsOf } from '../../steps/index.js';
import type { CommandContext } from '../context.js';

type Next = readonly (readonly [command: string, why: string])[];

/** The commands in the tutorial's order, each with the resource that shows whether it has run. */
const TUTORIAL: readonly (readonly [command: string, step: StepName, why: string])[] = [
  ['create-cache', 'serverlessCache', 'make the cache'],
  ['create-users', 'userGroup', "make the cache's users"],
  ['create-role', 'role', 'make the role of the function'],
  ['deploy-function', 'function', 'make the function'],
];

const AFTER_UP: Next = [
  ['invoke', 'prove that it works'],
  ['verify', 'prove that nothing else gets in'],
  ['down', 'remove everything again'],
];

/** What to type after a command: the tutorial's first step of which nothing is there yet. */
export async function findNext(command: keyof typeof stepsOf, ctx: CommandContext): Promise<Next> {
  if (command === 'up') return AFTER_UP;
  const names = TUTORIAL.map(([, step]) => step);
  const steps = allSteps.filter(({ name }) => names.includes(name));
  const kinds = (await readExisting(steps, ctx)).map(({ kind }) => kind);
  const isThere = (name: StepName) =>
    steps.some((step) => step.name === name && kinds.includes(step.kind));
  const next = TUTORIAL.find(([, step]) => !isThere(step));
  return next ? [[next[0], next[2]]] : [['invoke', 'prove that it works']];
}
