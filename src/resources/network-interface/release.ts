import { DeleteNetworkInterfaceCommand, type NetworkInterface } from '@aws-sdk/client-ec2';
import { isAboutResource, isDenied } from '../../aws/errors.js';
import { findFunction } from '../../aws/find-function.js';
import { findRole } from '../../aws/iam-reads.js';
import { OTHER_RUN_HINT, toPollIntervalMs } from '../../aws/wait.js';
import { fromTagList } from '../../engine/lab-tags.js';
import { LabError } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';
import { toOwner } from '../shared/ownership.js';
import { type FunctionFacts, findOtherFunctions, isNamed, isOf, readAgain } from './find.js';

/** During the wait, a new function can begin to share an interface. */
const LOOK_FOR_OTHERS_EVERY_MS = 60_000;

/** Lambda usually releases the interfaces of a deleted function within this time (F6.9). */
const USUAL_RELEASE_MINUTES = 5;

/** The interfaces of the lab's function. */
interface Interfaces {
  readonly facts: FunctionFacts;
  readonly ours: readonly NetworkInterface[];
}

/**
 * Waits until Lambda has released the interfaces, and deletes those with the function's name. Without the permission, and for
 * the others, it waits until Lambda deletes them. Only the time limit of the command ends the wait. Returns `kept` when other
 * functions use all that remain.
 */
export async function release(
  ctx: ResourceContext,
  { facts, ours: seen }: Interfaces,
): Promise<'deleted' | 'kept'> {
  const { time } = ctx;
  const started = time.now();
  const isLabs = await hasRole(ctx);
  // Without the role, nothing proves that an interface with this name is the lab's.
  let mayDelete = isLabs;
  const deleted = new Set<string | undefined>();
  let lookedMs = 0;
  let shownMs = 0;
  let ours = seen;
  if (!ours.every(isReleased)) noteDuration(ctx);
  for (;;) {
    for (const one of ours.filter((one) => isReleased(one) && isNamed(ctx, one))) {
      if (!mayDelete) break;
      const end = await tryDelete(ctx, one);
      if (end === 'deleted') deleted.add(one.NetworkInterfaceId);
      mayDelete = end !== 'denied';
    }
    ours = ours.filter(({ NetworkInterfaceId: id }) => !deleted.has(id));
    if (ours.length === 0) return 'deleted';
    if (!isLabs) refuseStranded(ctx, ours);
    const elapsedMs = Math.round(time.now() - started);
    ctx.report({ type: 'waiting', resource: ctx.resource, status: toStatus(ours), elapsedMs });
    await time.sleep(toPollIntervalMs(elapsedMs), ctx.signal);
    const now = await readAgain(ctx, ours);
    // AWS may hide an interface for a while after a change of it (F1.14).
    if (now.length === 0 && time.now() - started - shownMs < ctx.lag.usualMs) continue;
    if (now.length === 0) return 'deleted';
    shownMs = time.now() - started;
    ours = now;
    await refuseNewFunction(ctx, ours);
    if (shownMs - lookedMs < LOOK_FOR_OTHERS_EVERY_MS) continue;
    lookedMs = shownMs;
    const others = await findOtherFunctions(ctx, facts);
    ours = ours.filter((one) => !others.some((other) => isOf(one, other)));
    if (ours.length === 0) return 'kept';
  }
}

/** Says how long the wait usually takes and how to skip it, unless it is short. */
function noteDuration(ctx: ResourceContext): void {
  const minutes = Math.round(USUAL_RELEASE_MINUTES * ctx.target.slowness);
  if (minutes < 1) return;
  const text = `Lambda usually needs ${minutes === 1 ? 'about a minute' : `about ${minutes} minutes`} to release the network interfaces of a deleted function. The role waits for that. You can stop now and run \`down\` again later. \`down --no-wait-interfaces\` does not wait, but then AWS may never release them.`;
  ctx.report({ type: 'note', text });
}

export function toIds(interfaces: readonly NetworkInterface[]): string {
  return interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId).join(', ');
}

/** Whether Lambda has stopped using the interface (F6.9). */
function isReleased({ Status }: NetworkInterface): boolean {
  return Status?.toLowerCase() === 'available';
}

function toStatus(ours: readonly NetworkInterface[]): string {
  const used = ours.filter((one) => !isReleased(one)).length;
  return used > 0 ? `${used} not released by Lambda yet` : `${ours.length} not deleted yet`;
}

async function hasRole(ctx: ResourceContext): Promise<boolean> {
  const role = await findRole(ctx.aws, ctx.config.names.role);
  return role !== undefined && toOwner(ctx, fromTagList(role.Tags)) === 'lab';
}

/** Deletes a released interface (F6.17). `denied`: the caller may not do that. `refused`: not now. */
async function tryDelete(
  ctx: ResourceContext,
  { NetworkInterfaceId }: NetworkInterface,
): Promise<'deleted' | 'denied' | 'refused'> {
  const client = await ctx.aws.ec2();
  try {
    await client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    return 'deleted';
  } catch (error) {
    if (isDenied(error)) {
      const text =
        'You may not delete the released network interfaces (ec2:DeleteNetworkInterface), so this waits until Lambda deletes them. That can take an hour.';
      ctx.report({ type: 'note', text });
      return 'denied';
    }
    // It is in use again, or Lambda has just deleted it: the next read shows which.
    if (isAboutResource(error)) return 'refused';
    throw error;
  }
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
  if (!ours.every(isReleased)) return;
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
