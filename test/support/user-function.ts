import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import { createZip } from '../../src/packaging/zip.js';
import { blueprint } from '../../src/resources/index.js';
import { selectResources } from '../../src/resources/shared/blueprint.js';
import { type AnyOutputs, findLabResources } from '../../src/resources/user-functions.js';
import { type UserFunction, withFunction } from '../../src/session/function-subject.js';
import type { Session } from '../../src/session/session.js';
import type { Lab } from './lab.js';
import { type Actions, toActions } from './run-lab.js';

/** The resources of a function. */
export const FUNCTION_RESOURCES = selectResources(blueprint, 'deploy-function');

/** Creates a user's function, ready to deploy. */
export async function createUserFunction(
  settings: Partial<UserFunction> = {},
): Promise<UserFunction> {
  const content = Buffer.from('export const handler = async () => process.env.CACHE_NAME;');
  return {
    code: await createZip([{ name: 'index.mjs', content }]),
    ...{ runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 5, memoryMb: 128 },
    variables: {},
    ...settings,
  };
}

/** Deploys a user's function into the lab. Returns the outcomes. */
export async function deploy(
  lab: Lab,
  name: string,
  settings?: Partial<UserFunction>,
): Promise<Actions> {
  lab.events.length = 0;
  const ctx = withFunction(lab.ctx, name, await createUserFunction(settings));
  await ensureAll(blueprint, FUNCTION_RESOURCES, ctx);
  return toActions(lab);
}

/** Runs `down` as the command does: with the functions of the user. */
export async function downWithFunctions(lab: Lab): Promise<Actions> {
  lab.events.length = 0;
  const all = await findLabResources(lab.ctx, { withRemains: true });
  await destroyAll<Session, AnyOutputs>(all, lab.ctx);
  return toActions(lab);
}
