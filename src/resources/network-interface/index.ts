import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Observation } from '../../engine/resource.js';
import { arns } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { inVpc, listing } from '../shared/lab-permissions.js';
import {
  type FunctionFacts,
  findNamed,
  findNear,
  findOtherFunctions,
  isInVpc,
  isOf,
  readFunctionFacts,
  unite,
} from './find.js';
import { release, toIds } from './release.js';

/** The interfaces and their function; there may be none. */
export interface FoundInterfaces {
  /** The facts from before the function was deleted. */
  readonly facts: FunctionFacts;
  readonly ours: readonly NetworkInterface[];
  readonly shared: readonly NetworkInterface[];
}

/**
 * The network interfaces that Lambda created for the function. Lambda releases them some minutes after the function is
 * deleted and would delete them much later; the lab deletes its own as soon as they are released (F6.9). Lambda needs the role
 * for its part, so the role stays until they are gone (F6.7). Interfaces that another function uses are left alone.
 */
export const networkInterfaces = defineResource({
  name: 'networkInterfaces',
  kind: 'network-interface',
  nameKey: 'function',
  permissions: [
    inVpc(listing('ec2', ['DescribeNetworkInterfaces'])),
    listing('lambda', ['ListFunctions']),
    inVpc({
      sid: 'Interfaces',
      service: 'ec2',
      actions: ['DeleteNetworkInterface'],
      on: [arns.networkInterface],
      condition: (scope) => ({ ArnLike: { 'ec2:Vpc': arns.vpc(scope) } }),
      without: '`down` waits until Lambda deletes the network interfaces, which can take an hour',
    }),
  ],
  dependsOn: ['role', 'executionAttachment'],
  destroyAfter: ['function'],
  // The function's network shows which interfaces it used.
  seenBefore: 'function',
  isWanted: () => false,

  label: (ctx) => ctx.config.names.function,

  async inspect(ctx, before): Promise<Observation<object, FoundInterfaces>> {
    const reading = before?.found?.facts ?? readFunctionFacts(ctx);
    // The function of a public lab has interfaces only if a user has put it into a VPC.
    if (ctx.config.topology === 'public' && !isInVpc(await reading)) {
      return { state: 'absent', isNever: true };
    }
    const [facts, named] = await Promise.all([reading, findNamed(ctx)]);
    const found = { facts, ...(await sortInterfaces(ctx, { facts, named })) };
    const [first] = [...found.ours, ...found.shared];
    if (!first) return { state: 'absent', found };
    const state = first.Status ?? 'in-use';
    return found.ours.length > 0
      ? { state, owner: 'lab', found }
      : { state, owner: 'foreign', isBystander: true, found };
  },

  isLeft: (ctx) => !ctx.waitForInterfaces,

  ensure: async () => ({ outcome: 'absent', state: 'absent', output: {} }),

  async destroy(ctx, { found }) {
    if (!found) return 'absent';
    const { ours, shared } = found;
    if (shared.length > 0) {
      note(ctx, `Other functions use the network interfaces ${toIds(shared)}, so they stay.`);
    }
    if (!ctx.waitForInterfaces) {
      note(
        ctx,
        `Not waiting for the network interfaces ${toIds(ours)}: AWS may never release them.`,
      );
      return 'kept';
    }
    return release(ctx, found);
  },
});

function note(ctx: ResourceContext, text: string): void {
  ctx.report({ type: 'note', text });
}

/** Separates the interfaces that only the lab's function uses or used from those that other functions use. */
async function sortInterfaces(
  ctx: ResourceContext,
  { facts, named }: { facts: FunctionFacts; named: readonly NetworkInterface[] },
): Promise<Pick<FoundInterfaces, 'ours' | 'shared'>> {
  const readOthers = () => findOtherFunctions(ctx, facts);
  const [near, others] = await Promise.all([
    findNear(ctx, facts),
    named.length > 0 ? readOthers() : undefined,
  ]);
  const interfaces = unite(named, near);
  if (interfaces.length === 0) return { ours: [], shared: [] };
  const users = others ?? (await readOthers());
  // Those of a foreign function with the same name cannot be told apart, so all of them are left.
  const isShared = (one: NetworkInterface) =>
    facts.isForeign || users.some((other) => isOf(one, other));
  return {
    ours: interfaces.filter((one) => !isShared(one)),
    shared: interfaces.filter(isShared),
  };
}
