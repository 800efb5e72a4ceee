import pMap from 'p-map';
import { isDenied } from '../aws/errors.js';
import { toReadContext } from '../engine/context.js';
import { isOwnedBy } from '../engine/lab-tags.js';
import { withFunction } from '../session/function-subject.js';
import type { Session } from '../session/session.js';
import { blueprint, lambdaFunction, logGroup, type Outputs, type ResourceName } from './index.js';
import type { LabResource } from './shared/blueprint.js';

/** The outputs of a lab with functions of the user, whose names are not known when the program is compiled. */
export interface AnyOutputs<Output = Outputs[ResourceName]> {
  readonly [name: string]: Output;
}

/** A resource of such a lab. */
export type AnyResource<Output = Outputs[ResourceName]> = LabResource<AnyOutputs<Output>>;

/** Each candidate needs a call for its tags, and AWS allows about 10 to 20 calls a second. */
const AT_ONCE = 10;

/** How to repair a function of which the lab does not know the folder. */
const REPAIR = { text: 'Deploy it again with {command}.', command: ['deploy-function', 'PATH'] };

/** Reads which functions of the user the lab has, and returns its resources with theirs. */
export async function findLabResources(
  session: Session,
  options: { readonly withRemains: boolean },
): Promise<readonly AnyResource[]> {
  return withUserFunctions<Outputs[ResourceName]>(
    blueprint.resources,
    await findUserFunctions(session, options),
  );
}

/**
 * Returns the resources of a lab with these functions of the user. A function is several resources, and each function gets
 * copies of those of the proof function.
 */
export function withUserFunctions<Output>(
  resources: readonly AnyResource<Output>[],
  functions: readonly string[],
): readonly AnyResource<Output>[] {
  if (functions.length === 0) return resources;
  const group = resources.filter(({ nameKey }) => nameKey === 'function');
  const names = group.map(({ name }) => name);
  const toCopyName = (name: string, fn: string) =>
    names.includes(name) ? `${name} of ${fn}` : name;
  // Functions share network interfaces (F6.8), so all functions go first.
  const withOthers = ({ destroyAfter = [] }: AnyResource<Output>) =>
    destroyAfter.flatMap((name) => [
      ...new Set([name, ...functions.map((fn) => toCopyName(name, fn))]),
    ]);
  const toLab = <S extends Session>(ctx: S): S => ({
    ...ctx,
    labFunctions: [ctx.config.names.function, ...functions],
  });
  const originals = resources.map((one) =>
    group.includes(one) ? { ...one, bind: toLab, destroyAfter: withOthers(one) } : one,
  );
  const copies = functions.flatMap((fn) =>
    group.map((one) => {
      const { seenBefore, goesWith } = one;
      const rename = (name: string) => toCopyName(name, fn);
      return {
        ...one,
        name: rename(one.name),
        label: (ctx: Session) => one.label(withFunction(ctx, fn)),
        bind: (ctx: Session) => withFunction(toLab(ctx), fn),
        repair: REPAIR,
        dependsOn: one.dependsOn.map(rename),
        uses: (one.uses ?? []).map(rename),
        later: (one.later ?? []).map(rename),
        destroyAfter: withOthers(one),
        ...(seenBefore && { seenBefore: rename(seenBefore) }),
        ...(goesWith && { goesWith: rename(goesWith) }),
      };
    }),
  );
  return [...originals, ...copies];
}

/**
 * Finds the user's functions of the lab: they have its role and its tags. With `withRemains`, also those of which only the log
 * group is left (F6.11).
 */
async function findUserFunctions(
  session: Session,
  { withRemains }: { readonly withRemains: boolean },
): Promise<string[]> {
  const { names, lab } = session.config;
  const ctx = toReadContext(session);
  const [all, listed] = await Promise.all([
    ifAllowed(async () => lambdaFunction.listAll?.(ctx)),
    withRemains ? logGroup.listAll?.(ctx) : undefined,
  ]);
  const functions = (all ?? []).filter(({ role }) => role?.endsWith(`/${names.role}`));
  // A function of the lab has a log group with the lab's tags, so the functions are found without ListFunctions, too.
  const groups = listed ?? (all ? [] : ((await logGroup.listAll?.(ctx)) ?? []));
  const prefix = lab ? `${lab}-` : '';
  const remains = groups.filter(
    ({ name }) => name.startsWith(prefix) && !functions.some((one) => one.name === name),
  );
  const found = await pMap(
    [...functions, ...remains].filter(({ name }) => name !== names.function),
    async ({ name, readTags }) => {
      session.signal.throwIfAborted();
      // An operator may read the tags of the lab's own resources, so one with hidden tags is foreign.
      const tags = await ifAllowed(readTags);
      const isOwn = typeof tags === 'object' && isOwnedBy(tags, { lab, region: session.region });
      return isOwn ? [name] : [];
    },
    { concurrency: AT_ONCE },
  );
  return found.flat().sort();
}

/** Runs a read. Returns undefined when the caller may not make it. */
async function ifAllowed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
