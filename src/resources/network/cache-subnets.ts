import type { Subnet } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';

/** A serverless cache takes two or three subnets, each in its own zone (F1.7). */
const LEAST = 2;
const MOST = 3;

/**
 * Chooses the cache's subnets from the function's: the first of each zone, at most three.
 * @throws LabError NETWORK_UNUSABLE when they are all in one zone
 */
export function chooseCacheSubnets(subnets: readonly Subnet[]): string[] {
  const byZone = new Map<string, string>();
  for (const subnet of subnets) {
    const zone = toZone(subnet);
    if (!byZone.has(zone)) byZone.set(zone, subnet.SubnetId ?? '');
  }
  if (byZone.size < LEAST) {
    throw new LabError(
      'NETWORK_UNUSABLE',
      `The subnets ${toIds(subnets)} are all in the zone ${[...byZone.keys()].join()}, but a serverless cache needs subnets in two zones.`,
      {
        hint: 'Add a subnet in another zone to VALKEY_LAB_SUBNET_IDS, or use VALKEY_LAB_CACHE_SUBNET_IDS to name the subnets of the cache.',
      },
    );
  }
  return [...byZone.values()].slice(0, MOST);
}

/**
 * Checks the subnets that VALKEY_LAB_CACHE_SUBNET_IDS names.
 * @throws LabError NETWORK_UNUSABLE when they are not two or three in different zones of this VPC
 */
export function refuseCacheSubnets(subnets: readonly Subnet[], vpcId: string): void {
  const problem = findProblem(subnets, vpcId);
  if (!problem) return;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `VALKEY_LAB_CACHE_SUBNET_IDS names ${toIds(subnets)}: ${problem}.`,
    {
      hint: `Name two or three subnets of ${vpcId} there, each in its own zone; or leave it empty.`,
    },
  );
}

function findProblem(subnets: readonly Subnet[], vpcId: string): string | undefined {
  const other = subnets.find((subnet) => subnet.VpcId !== vpcId);
  if (other) return `${other.SubnetId} is in ${other.VpcId}, but the function is in ${vpcId}`;
  if (subnets.length < LEAST) return 'a serverless cache needs at least two subnets';
  const zones = new Set(subnets.map(toZone));
  return zones.size < subnets.length ? 'two of them are in the same zone' : undefined;
}

function toIds(subnets: readonly Subnet[]): string {
  return subnets.map(({ SubnetId }) => SubnetId).join(', ');
}

/** The id of a zone is the same in every account; its name is not. */
function toZone({ AvailabilityZoneId, AvailabilityZone = '' }: Subnet): string {
  return AvailabilityZoneId ?? AvailabilityZone;
}
