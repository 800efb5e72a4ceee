import type { AwsClients } from '../../aws/clients.js';
import { isAwsError } from '../../aws/errors.js';
import { type Propagation, retryWhile } from '../../aws/retry.js';
import type { Waiter } from '../../aws/wait.js';

/** ElastiCache creates its service-linked role at the account's first create, and may not see it for a while (F7.7). */
const NO_SERVICE_ROLE: Propagation = {
  status: 'waiting until ElastiCache has its service-linked role',
  forMs: 120_000,
  isTransient: (error) => isAwsError(error, 'ServiceLinkedRoleNotFoundFault'),
};

const firstCreates = new WeakMap<AwsClients, Promise<void>>();

/**
 * Sends a create call to ElastiCache, and repeats it while AWS refuses it for `reasons`. The first create of a run goes
 * alone: two at the same time would both make ElastiCache create its role, and one of them would fail.
 */
export async function createInElastiCache(
  ctx: Waiter & { readonly aws: AwsClients },
  send: () => Promise<unknown>,
  ...reasons: readonly Propagation[]
): Promise<void> {
  const create = async () => void (await retryWhile(ctx, [NO_SERVICE_ROLE, ...reasons], send));
  const first = firstCreates.get(ctx.aws);
  if (first) {
    await first.catch(() => {});
    return create();
  }
  const creating = create();
  firstCreates.set(ctx.aws, creating);
  return creating;
}
