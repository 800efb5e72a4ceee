import { readExisting } from '../../engine/existing.js';
import { blueprint, type ResourceName } from '../../resources/index.js';
import type { MakingAction } from '../../resources/shared/blueprint.js';
import type { CommandContext } from '../context.js';

type Next = readonly (readonly [command: string, why: string])[];

/** The commands in the tutorial's order, each with the resource that shows whether it has run. */
const TUTORIAL: readonly (readonly [command: string, resource: ResourceName, why: string])[] = [
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
export async function findNext(command: MakingAction, ctx: CommandContext): Promise<Next> {
  if (command === 'up') return AFTER_UP;
  const names = TUTORIAL.map(([, resource]) => resource);
  const resources = blueprint.resources.filter(({ name }) => names.includes(name));
  const kinds = (await readExisting(resources, ctx)).map(({ kind }) => kind);
  const isThere = (name: ResourceName) =>
    resources.some((one) => one.name === name && kinds.includes(one.kind));
  const next = TUTORIAL.find(([, resource]) => !isThere(resource));
  return next ? [[next[0], next[2]]] : [['invoke', 'prove that it works']];
}
