import { LabError } from '../../errors.js';

/** Where a lab is: in a VPC, as in the tutorial, or at a public endpoint without a VPC. */
export type Topology = 'vpc' | 'public';

/** The settings that depend on the topology, as the user gave them. Undefined, or an empty list: not given. */
export interface GivenSettings {
  readonly topology: Topology | undefined;
  readonly accessEngine: 'redis' | 'valkey' | undefined;
  readonly accessString: string | undefined;
  readonly subnetIds: readonly string[];
  readonly cacheSubnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The same settings, with the defaults of a topology. */
export interface TopologySettings {
  readonly topology: Topology;
  /** The IAM user's access string. */
  readonly accessString: string;
  /** Engine of users and group: `redis` needs a user named `default`, `valkey` does not. */
  readonly accessEngine: 'redis' | 'valkey';
  readonly subnetIds: readonly string[];
  /** The cache's subnets; empty: chosen from `subnetIds`, or by ElastiCache. */
  readonly cacheSubnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The tutorial's access string, and the smallest one with which the proof function works. */
const ACCESS_STRINGS = { vpc: 'on ~* +@all', public: 'on ~uuid -@all +set +get +multi +exec' };

/** The variables that name parts of a VPC. */
const NETWORK = {
  VALKEY_LAB_SUBNET_IDS: 'subnetIds',
  VALKEY_LAB_CACHE_SUBNET_IDS: 'cacheSubnetIds',
  VALKEY_LAB_SECURITY_GROUP_IDS: 'securityGroupIds',
} as const;

/** Returns the settings for a lab with this topology. A public lab has no network, and only IAM users (F11.3). */
export function toTopologySettings(given: GivenSettings, topology: Topology): TopologySettings {
  const accessString = given.accessString ?? ACCESS_STRINGS[topology];
  if (topology === 'public') {
    const none = { subnetIds: [], cacheSubnetIds: [], securityGroupIds: [] };
    return { topology, accessString, accessEngine: 'valkey', ...none };
  }
  const { accessEngine = 'redis', subnetIds, cacheSubnetIds, securityGroupIds } = given;
  return { topology, accessString, accessEngine, subnetIds, cacheSubnetIds, securityGroupIds };
}

/**
 * Refuses settings that a public lab cannot have. `isFlag` tells which variables the caller gave as an option.
 * @throws LabError CONFIG_INVALID
 */
export function refuseUnfit(given: GivenSettings, isFlag: (variable: string) => boolean): void {
  if (given.accessEngine === 'redis') {
    throw new LabError(
      'CONFIG_INVALID',
      'VALKEY_LAB_ACCESS_ENGINE names the engine Redis, but the users of a public lab need the engine Valkey.',
      { hint: 'Unset VALKEY_LAB_ACCESS_ENGINE, or make a lab in a VPC without --public.' },
    );
  }
  const flag = findNetworkVariables(given).find(isFlag);
  if (flag === undefined) return;
  throw new LabError('CONFIG_INVALID', `${flag} is set, but a public lab has no VPC.`, {
    hint: `Omit ${flag}, or make a lab in a VPC without --public.`,
  });
}

/** Says which settings a public lab ignores; undefined when there are none. */
export function toIgnoredNote(given: GivenSettings): string | undefined {
  const names = findNetworkVariables(given);
  if (names.length === 0) return undefined;
  return `A public lab has no VPC: ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} ignored.`;
}

function findNetworkVariables(given: GivenSettings): string[] {
  return Object.entries(NETWORK).flatMap(([name, key]) => (given[key].length > 0 ? [name] : []));
}
