import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { findFunction } from '../../aws/find-function.js';
import { findRole } from '../../aws/iam-reads.js';
import { toPollIntervalMs } from '../../aws/wait.js';
import type { Observation } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import { arns } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import {
  type FunctionFacts,
  findInterfaces,
  findNamed,
  findNear,
  findOtherFunctions,
  isOf,
  readFunctionFacts,
  unite,
} from './find.js';

/** Lambda frees an interface within about 20 minutes of its last function (Lambda guide, VPC). */
const RELEASE_WITHIN_MS = 25 * 60_000;
/** A function that somebody makes while we wait may take an interface over. */
const LOOK_FOR_OTHERS_EVERY_MS = 60_000;

/** What is known of the interfaces, also when there are none. */
export interface FoundInterfaces {
  /** As it was before the function was deleted. */
  readonly facts: FunctionFacts;
  readonly ours: readonly NetworkInterface[];
  readonly shared: readonly NetworkInterface[];
}

/**
 * The interfaces that Lambda made for the function. Nobody makes or deletes them but Lambda, and it
 * needs the role for that: so the role stays until they are gone. What another function uses is left.
 */
export const networkInterfaces = defineResource({
  name: 'networkInterfaces',
  kind: 'network-interface',
  nameKey: 'function',
  permissions: [
    {
      sid: 'Network',
      service: 'ec2',
      actions: ['DescribeNetworkInterfaces'],
      on: [arns.anything],
    },
    { sid: 'OtherFunctions', service: 'lambda', actions: ['ListFunctions'], on: [arns.anything] },
  ],
  dependsOn: ['role', 'vpcAttachment'],
  destroyAfter: ['function'],
  // Where the function ran shows which interfaces it used.
  seenBefore: 'function',
  isWanted: () => false,

  label: (ctx) => ctx.config.names.function,

  async inspect(ctx, before): Promise<Observation<object, FoundInterfaces>> {
    const [facts, named] = await Promise.all([
      before?.found?.facts ?? readFunctionFacts(ctx),
      findNamed(ctx),
    ]);
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
      note(ctx, `The network interfaces ${toIds(shared)} are used by other functions: they stay.`);
    }
    if (!ctx.waitForInterfaces) {
      note(ctx, `Not waiting for the network interfaces ${toIds(ours)}: AWS may not release them.`);
      return 'kept';
    }
    return waitUntilReleased(ctx, found);
  },
});

function note(ctx: ResourceContext, text: string): void {
  ctx.report({ type: 'note', text });
}

function toIds(interfaces: readonly NetworkInterface[]): string {
  return interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId).join(', ');
}

/** Those that only the lab's function uses or used, and those that other functions use. */
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
  const isShared = (one: NetworkInterface) => users.some((other) => isOf(one, other));
  return {
    ours: interfaces.filter((one) => !isShared(one)),
    shared: interfaces.filter(isShared),
  };
}

/** `kept` when other functions have taken all that was left. */
async function waitUntilReleased(
  ctx: ResourceContext,
  { facts, ours: seen }: FoundInterfaces,
): Promise<'deleted' | 'kept'> {
  const { time } = ctx;
  const started = time.now();
  const hasRole = (await findRole(ctx.aws, ctx.config.names.role)) !== undefined;
  let lookedMs = 0;
  let ours = seen;
  for (;;) {
    const elapsedMs = Math.round(time.now() - started);
    if (!hasRole) refuseStranded(ctx, ours);
    if (elapsedMs >= RELEASE_WITHIN_MS) throw toTimeout(ours);
    const status = `${ours.length} not released by Lambda yet`;
    ctx.report({ type: 'waiting', resource: ctx.resource, status, elapsedMs });
    await time.sleep(toPollIntervalMs(elapsedMs), ctx.signal);
    const left = await findInterfaces(ctx, facts);
    const ids = ours.map(({ NetworkInterfaceId }) => NetworkInterfaceId);
    ours = left.filter(({ NetworkInterfaceId }) => ids.includes(NetworkInterfaceId));
    if (ours.length === 0) return 'deleted';
    if (!facts.isForeign) await refuseMadeAnew(ctx, ours);
    if (time.now() - started - lookedMs < LOOK_FOR_OTHERS_EVERY_MS) continue;
    lookedMs = time.now() - started;
    const others = await findOtherFunctions(ctx, facts);
    ours = ours.filter((one) => !others.some((other) => isOf(one, other)));
    if (ours.length === 0) return 'kept';
  }
}

/** Interfaces that the lab's function uses are not released. */
async function refuseMadeAnew(
  ctx: ResourceContext,
  ours: readonly NetworkInterface[],
): Promise<void> {
  const name = ctx.config.names.function;
  if (!(await findFunction(ctx.aws, name))) return;
  throw new LabError(
    'RESOURCE_FAILED',
    `The function ${name} was deleted and is there again, with the network interfaces ${toIds(ours)}; another run may have made it anew.`,
    { hint: 'Let the other run end, then run the same command again.' },
  );
}

/** `available`: Lambda has let go of it and could not delete it, because its role was deleted before. */
function refuseStranded({ region }: ResourceContext, ours: readonly NetworkInterface[]): void {
  if (ours.some(({ Status }) => Status !== 'available')) return;
  const commands = ours.map(
    ({ NetworkInterfaceId: id }) =>
      `\`aws ec2 delete-network-interface --region ${region} --network-interface-id ${id}\``,
  );
  throw new LabError(
    'RESOURCE_FAILED',
    `Lambda left the network interfaces ${toIds(ours)} behind, because the role was deleted before they were released.`,
    { hint: `Nothing uses them any more; delete them with ${commands.join(' and ')}.` },
  );
}

function toTimeout(ours: readonly NetworkInterface[]): LabError {
  return new LabError(
    'WAIT_TIMEOUT',
    `Lambda has not released the network interfaces ${toIds(ours)} within 25 minutes; the role and its VPC policy stay, because Lambda needs them for that.`,
    {
      hint: 'Run `valkey-lab down` again later: it goes on from here. With --no-wait-interfaces it does not wait, and AWS may then never release them.',
    },
  );
}
