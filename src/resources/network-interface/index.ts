import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { findFunction } from '../../aws/find-function.js';
import { findRole } from '../../aws/iam-reads.js';
import { OTHER_RUN_HINT, toPollIntervalMs } from '../../aws/wait.js';
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

/** Lambda can need 20 minutes and more to delete the interfaces of a deleted function (F6.7). */
const RELEASE_WITHIN_MS = 25 * 60_000;
const USUAL_RELEASE_MINUTES = 20;
/** During the wait, a new function can begin to share an interface. */
const LOOK_FOR_OTHERS_EVERY_MS = 60_000;

/** The interfaces and their function; there may be none. */
export interface FoundInterfaces {
  /** The facts from before the function was deleted. */
  readonly facts: FunctionFacts;
  readonly ours: readonly NetworkInterface[];
  readonly shared: readonly NetworkInterface[];
}

/**
 * The network interfaces that Lambda created for the function. Only Lambda creates and deletes them. It needs the role for
 * that, so the role stays until they are gone (F6.7). Interfaces that another function uses are left alone.
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
  // The function's network shows which interfaces it used.
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
      note(ctx, `Other functions use the network interfaces ${toIds(shared)}, so they stay.`);
    }
    if (!ctx.waitForInterfaces) {
      note(
        ctx,
        `Not waiting for the network interfaces ${toIds(ours)}: AWS may never release them.`,
      );
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
  const isShared = (one: NetworkInterface) => users.some((other) => isOf(one, other));
  return {
    ours: interfaces.filter((one) => !isShared(one)),
    shared: interfaces.filter(isShared),
  };
}

/** Waits until Lambda has deleted the interfaces. Returns `kept` when other functions use all that remain. */
async function waitUntilReleased(
  ctx: ResourceContext,
  { facts, ours: seen }: FoundInterfaces,
): Promise<'deleted' | 'kept'> {
  const { time } = ctx;
  const started = time.now();
  const hasRole = (await findRole(ctx.aws, ctx.config.names.role)) !== undefined;
  let lookedMs = 0;
  let ours = seen;
  noteDuration(ctx);
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
    if (!facts.isForeign) await refuseNewFunction(ctx, ours);
    if (time.now() - started - lookedMs < LOOK_FOR_OTHERS_EVERY_MS) continue;
    lookedMs = time.now() - started;
    const others = await findOtherFunctions(ctx, facts);
    ours = ours.filter((one) => !others.some((other) => isOf(one, other)));
    if (ours.length === 0) return 'kept';
  }
}

/** Says how long the wait usually takes and how to skip it, unless it is short. */
function noteDuration(ctx: ResourceContext): void {
  const minutes = Math.round(USUAL_RELEASE_MINUTES * ctx.target.slowness);
  if (minutes < 1) return;
  note(
    ctx,
    `Lambda usually needs ${minutes === 1 ? 'about a minute' : `up to ${minutes} minutes`} to release the network interfaces of a deleted function. The role waits for that. You can stop now and run \`down\` again later. \`down --no-wait-interfaces\` does not wait, but then AWS may never release them.`,
  );
}

/** @throws LabError RESOURCE_FAILED when the function exists again: Lambda does not release its interfaces */
async function refuseNewFunction(
  ctx: ResourceContext,
  ours: readonly NetworkInterface[],
): Promise<void> {
  const name = ctx.config.names.function;
  if (!(await findFunction(ctx.aws, name))) return;
  throw new LabError(
    'RESOURCE_FAILED',
    `The function ${name} exists again with the network interfaces ${toIds(ours)}, although it was deleted; another run may have created it.`,
    { hint: OTHER_RUN_HINT },
  );
}

/**
 * Lambda has stopped using an `available` interface, but cannot delete it without the role (F6.7).
 * @throws LabError RESOURCE_FAILED when all interfaces are in this state
 */
function refuseStranded({ region }: ResourceContext, ours: readonly NetworkInterface[]): void {
  if (ours.some(({ Status }) => Status !== 'available')) return;
  const commands = ours.map(
    ({ NetworkInterfaceId: id }) =>
      `\`aws ec2 delete-network-interface --region ${region} --network-interface-id ${id}\``,
  );
  throw new LabError(
    'RESOURCE_FAILED',
    `Lambda left the network interfaces ${toIds(ours)} behind, because the role was deleted before they were released.`,
    { hint: `They are no longer in use. Delete them with ${commands.join(' and ')}.` },
  );
}

function toTimeout(ours: readonly NetworkInterface[]): LabError {
  return new LabError(
    'WAIT_TIMEOUT',
    `Lambda has not released the network interfaces ${toIds(ours)} within 25 minutes. The role and its VPC policy stay, because Lambda needs them to release the interfaces.`,
    {
      hint: {
        text: 'Run {command} again later: it continues from here. With --no-wait-interfaces it does not wait, but then AWS may never release the interfaces.',
        command: ['down'],
      },
    },
  );
}
