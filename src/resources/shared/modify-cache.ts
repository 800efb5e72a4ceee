import {
  ModifyServerlessCacheCommand,
  type ModifyServerlessCacheCommandInput,
} from '@aws-sdk/client-elasticache';
import { isAwsError } from '../../aws/errors.js';
import { type Propagation, retryWhile } from '../../aws/retry.js';
import type { ResourceContext } from './define.js';

/** What one request changes of the lab's cache. */
export type CacheChange = Omit<ModifyServerlessCacheCommandInput, 'ServerlessCacheName'>;

/** Sends one change and calls again while it is refused for `propagation`; that it is so already is fine. */
export async function sendModify(
  ctx: ResourceContext,
  input: CacheChange,
  propagation: Propagation,
): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const ServerlessCacheName = ctx.config.names.cache;
  const command = new ModifyServerlessCacheCommand({ ServerlessCacheName, ...input });
  try {
    await retryWhile(ctx, propagation, () => client.send(command));
  } catch (error) {
    if (!isAlreadySo(error)) throw error;
  }
}

/** What was read before the call was out of date, or an attempt took effect whose answer was lost. */
function isAlreadySo(error: unknown): boolean {
  return (
    isAwsError(error, 'InvalidParameterCombinationException') &&
    /No modifications were requested/i.test((error as Error).message)
  );
}
