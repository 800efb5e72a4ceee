import { isAwsError, toLabError } from '../../aws/errors.js';
import type { Later } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';
import type { WantedConfiguration } from './configuration.js';
import type { Cache, Network } from './needs.js';

/** The inputs of the choice of subnets. */
export interface SubnetChoice {
  /** Undefined in a public lab. */
  readonly network: Network | undefined;
  readonly serverlessCache: Later<Cache>;
}

/**
 * Calls Lambda with the wanted subnets, or without any in a public lab. Lambda does not serve every availability zone (F6.4), and AWS publishes no list.
 * When Lambda refuses default subnets, this tries the subnets that ElastiCache chose, and then fewer of them.
 * @throws LabError NETWORK_UNUSABLE when Lambda refuses all of them
 */
export async function callWithSubnets<W extends Pick<WantedConfiguration, 'VpcConfig'>>(
  ctx: ResourceContext,
  wanted: W,
  { choice, call }: { choice: SubnetChoice; call: (wanted: W) => Promise<unknown> },
): Promise<void> {
  const { VpcConfig } = wanted;
  if (!VpcConfig) return void (await call(wanted));
  let refusal: unknown;
  for await (const subnetIds of toSubnetChoices(VpcConfig.SubnetIds, choice)) {
    if (refusal) note(ctx, subnetIds);
    const { SecurityGroupIds } = VpcConfig;
    try {
      await call({ ...wanted, VpcConfig: { SubnetIds: [...subnetIds], SecurityGroupIds } });
      return;
    } catch (error) {
      if (!isZoneRefusal(error)) throw error;
      refusal = error;
    }
  }
  throw toUnusable(refusal);
}

/** Yields the wanted subnets. Unless the user named them, the cache's subnets follow: all, all except one, and each alone. */
async function* toSubnetChoices(
  wanted: readonly string[],
  { network, serverlessCache }: SubnetChoice,
): AsyncGenerator<readonly string[]> {
  yield wanted;
  if (network?.areSubnetsGiven) return;
  const { subnetIds } = await serverlessCache.wait();
  const choices = [
    subnetIds,
    ...subnetIds.map((left) => subnetIds.filter((id) => id !== left)),
    ...subnetIds.map((id) => [id]),
  ];
  const tried = new Set([toKey(wanted)]);
  for (const choice of choices) {
    if (choice.length === 0 || tried.has(toKey(choice))) continue;
    tried.add(toKey(choice));
    yield choice;
  }
}

function toKey(subnetIds: readonly string[]): string {
  return [...subnetIds].sort().join();
}

/** Lambda's words for this refusal are not documented, so every message about a zone counts (F6.4). */
function isZoneRefusal(error: unknown): boolean {
  return (
    isAwsError(error, 'InvalidParameterValueException') &&
    /availability zone/i.test((error as Error).message)
  );
}

function note(ctx: ResourceContext, subnetIds: readonly string[]): void {
  const text = `Lambda does not serve the zone of a subnet; trying ${subnetIds.join(', ')} instead.`;
  ctx.report({ type: 'note', text });
}

function toUnusable(refusal: unknown): LabError {
  const { message, aws } = toLabError(refusal) as LabError;
  return new LabError('NETWORK_UNUSABLE', message, {
    aws,
    cause: refusal,
    hint: 'Use VALKEY_LAB_SUBNET_IDS to name subnets in zones that Lambda serves.',
  });
}
