import { isAwsError, toLabError } from '../../aws/errors.js';
import type { Later } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';
import type { WantedConfiguration } from './configuration.js';
import type { Cache, Network } from './needs.js';

/** What the choice of subnets depends on. */
export interface SubnetChoice {
  readonly network: Network;
  readonly serverlessCache: Later<Cache>;
}

/**
 * Calls Lambda with the wanted subnets. Lambda does not serve every availability zone, and AWS has no
 * list of those: where it refuses default subnets, the ones that ElastiCache chose are tried, then fewer of them.
 * @throws LabError NETWORK_UNUSABLE when Lambda takes none of them
 */
export async function callWithSubnets<T>(
  ctx: ResourceContext,
  wanted: WantedConfiguration,
  { choice, call }: { choice: SubnetChoice; call: (wanted: WantedConfiguration) => Promise<T> },
): Promise<T> {
  let refusal: unknown;
  for await (const subnetIds of toSubnetChoices(wanted.VpcConfig.SubnetIds, choice)) {
    if (refusal) note(ctx, subnetIds);
    const { SecurityGroupIds } = wanted.VpcConfig;
    try {
      return await call({ ...wanted, VpcConfig: { SubnetIds: [...subnetIds], SecurityGroupIds } });
    } catch (error) {
      if (!isZoneRefusal(error)) throw error;
      refusal = error;
    }
  }
  throw toUnusable(refusal);
}

/** The wanted ones; then, unless a person named them, those of the cache, those less one, each alone. */
async function* toSubnetChoices(
  wanted: readonly string[],
  { network, serverlessCache }: SubnetChoice,
): AsyncGenerator<readonly string[]> {
  yield wanted;
  if (network.areSubnetsGiven) return;
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

function isZoneRefusal(error: unknown): boolean {
  return (
    isAwsError(error, 'InvalidParameterValueException') &&
    /availability zone Lambda doesn.t support/i.test((error as Error).message)
  );
}

function note(ctx: ResourceContext, subnetIds: readonly string[]): void {
  const text = `Lambda does not serve the zone of a subnet: trying ${subnetIds.join(', ')}.`;
  ctx.report({ type: 'note', text });
}

function toUnusable(refusal: unknown): LabError {
  const { message, aws } = toLabError(refusal) as LabError;
  return new LabError('NETWORK_UNUSABLE', message, {
    aws,
    cause: refusal,
    hint: 'Name subnets in zones that Lambda serves with VALKEY_LAB_SUBNET_IDS.',
  });
}
