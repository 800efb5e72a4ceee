import {
  DescribeVpcsCommand,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  type SecurityGroup,
  type Subnet,
} from '@aws-sdk/client-ec2';
import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { isAwsError, toLabError } from '../../aws/errors.js';
import { LabError } from '../../errors.js';
import type { AnonymousSession, Session } from '../../session/session.js';
import { readCache } from '../shared/cache.js';
import type { ReadContext } from '../shared/define.js';
import { chooseCacheSubnets, refuseCacheSubnets } from './cache-subnets.js';
import { reachesReader, refuseBlocked } from './path.js';

/** The function's network. */
export interface Network {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Whether the user named the subnets. Otherwise any of them is fine. */
  readonly areSubnetsGiven: boolean;
  readonly securityGroupIds: readonly string[];
  /** The subnets of a new cache; empty: ElastiCache chooses. */
  readonly cacheSubnetIds: readonly string[];
  /** Whether the security groups also allow the port for reads from replicas. */
  readonly reachesReader: boolean;
}

/** Lambda's limit (F6.1). */
const MAX_SUBNETS = 16;

const NAME_YOUR_OWN = 'name your own with VALKEY_LAB_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS';

/**
 * Finds the function's network: the configured subnets and security groups, or those of the default VPC. Reads only.
 * @throws LabError NETWORK_UNUSABLE when a part is missing, or when the function could not reach the cache
 */
export async function findNetwork(ctx: ReadContext): Promise<Network> {
  const { config } = ctx;
  const [subnets, groups, cache] = await Promise.all([
    findSubnets(ctx),
    readSecurityGroups(ctx, config.securityGroupIds),
    findStayingCache(ctx),
  ]);
  const vpcId = toOneVpc(subnets);
  refuseOtherVpc(ctx, groups, vpcId);
  const usable = groups.filter((group) => group.VpcId === vpcId);
  if (usable.length === 0) {
    throw new LabError('NETWORK_UNUSABLE', `The VPC ${vpcId} has no security group "default".`);
  }
  const newSubnets = cache ? [] : await findNewCacheSubnets(ctx, subnets, vpcId);
  const cacheSubnets = await findCacheSubnets(ctx, subnets, cache);
  refuseOtherCacheVpc(ctx, cacheSubnets, vpcId);
  const cacheGroups = await findCacheGroups(ctx, usable, cache);
  const path = { from: usable, to: cacheGroups, subnets, cacheSubnets };
  refuseBlocked(ctx, path);
  return {
    vpcId,
    subnetIds: subnets.map(({ SubnetId }) => SubnetId ?? '').slice(0, MAX_SUBNETS),
    areSubnetsGiven: config.subnetIds.length > 0,
    securityGroupIds: usable.map(({ GroupId }) => GroupId ?? ''),
    cacheSubnetIds: newSubnets,
    reachesReader: reachesReader(path),
  };
}

/** Finds the VPC of the configured or default subnets; undefined when there is none, or when it cannot be read. */
export async function findVpcId(ctx: AnonymousSession): Promise<string | undefined> {
  try {
    const [subnet] = await readSubnets(ctx, ctx.config.subnetIds);
    return subnet?.VpcId;
  } catch {
    return undefined;
  }
}

async function findSubnets(ctx: Session): Promise<Subnet[]> {
  const { subnetIds } = ctx.config;
  const subnets = await readSubnets(ctx, subnetIds);
  if (subnets.length > 0) return subnets;
  throw await toNoSubnets(ctx);
}

/** Reads the subnets with these ids, or the default subnets if no ids are given (F8.3). */
export async function readSubnets(
  ctx: AnonymousSession,
  ids: readonly string[],
): Promise<Subnet[]> {
  const client = await ctx.aws.ec2();
  const request =
    ids.length > 0
      ? { SubnetIds: [...ids] }
      : { Filters: [{ Name: 'default-for-az', Values: ['true'] }] };
  return withIds(ctx, async () => {
    const subnets: Subnet[] = [];
    for await (const page of paginateDescribeSubnets({ client }, request)) {
      subnets.push(...(page.Subnets ?? []));
    }
    return subnets;
  });
}

async function readSecurityGroups(ctx: Session, ids: readonly string[]) {
  const client = await ctx.aws.ec2();
  const request =
    ids.length > 0
      ? { GroupIds: [...ids] }
      : { Filters: [{ Name: 'group-name', Values: ['default'] }] };
  return withIds(ctx, async () => {
    const groups: SecurityGroup[] = [];
    for await (const page of paginateDescribeSecurityGroups({ client }, request)) {
      groups.push(...(page.SecurityGroups ?? []));
    }
    return groups;
  });
}

const UNKNOWN_ID = [
  'InvalidSubnetID.NotFound',
  'InvalidSubnetID.Malformed',
  'InvalidGroup.NotFound',
  'InvalidGroupId.Malformed',
  'InvalidSecurityGroupID.NotFound',
];

/** Runs a read by configured ids: an id that AWS does not know is a wrong setting. */
async function withIds<T>({ region }: AnonymousSession, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isAwsError(error, ...UNKNOWN_ID)) throw error;
    const { message, aws } = toLabError(error) as LabError;
    throw new LabError('NETWORK_UNUSABLE', message, {
      aws,
      cause: error,
      hint: `Correct VALKEY_LAB_SUBNET_IDS, VALKEY_LAB_CACHE_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS: their ids must exist in the region ${region}.`,
    });
  }
}

/** Returns the error that says whether the default VPC or its default subnets are missing. */
async function toNoSubnets(ctx: Session): Promise<LabError> {
  const { region } = ctx;
  const client = await ctx.aws.ec2();
  const { Vpcs = [] } = await client.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  const [vpc] = Vpcs;
  if (!vpc) {
    return new LabError(
      'NETWORK_UNUSABLE',
      `The region ${region} has no default VPC for the function and the cache.`,
      {
        hint: `Create one with \`aws ec2 create-default-vpc --region ${region}\`, or ${NAME_YOUR_OWN}.`,
      },
    );
  }
  return new LabError(
    'NETWORK_UNUSABLE',
    `The default VPC ${vpc.VpcId} in ${region} has no default subnets for the function and the cache.`,
    {
      hint: `Create one in each of at least two zones with \`aws ec2 create-default-subnet --region ${region} --availability-zone ${region}a\` (and so on), or ${NAME_YOUR_OWN}.`,
    },
  );
}

function toOneVpc(subnets: readonly Subnet[]): string {
  const vpcIds = [...new Set(subnets.map(({ VpcId }) => VpcId ?? ''))];
  const [vpcId = ''] = vpcIds;
  if (vpcIds.length === 1) return vpcId;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The subnets are in different VPCs (${vpcIds.join(', ')}); the function and the cache need one VPC.`,
  );
}

function refuseOtherVpc(
  { config }: Session,
  groups: readonly SecurityGroup[],
  vpcId: string,
): void {
  const other = groups.find((group) => group.VpcId !== vpcId);
  if (config.securityGroupIds.length === 0 || !other) return;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The security group ${other.GroupId} is in ${other.VpcId}, but the subnets are in ${vpcId}.`,
  );
}

/** Reads the existing cache; undefined when it is being deleted or must be created again. */
async function findStayingCache(ctx: ReadContext): Promise<ServerlessCache | undefined> {
  const cache = await readCache(ctx);
  const status = cache?.Status?.toLowerCase() ?? '';
  return ['deleting', 'create-failed'].includes(status) ? undefined : cache;
}

/** Finds the subnets for a new cache. Without any setting, ElastiCache chooses among the default subnets (F1.7). */
async function findNewCacheSubnets(
  ctx: Session,
  subnets: readonly Subnet[],
  vpcId: string,
): Promise<readonly string[]> {
  const { cacheSubnetIds, subnetIds } = ctx.config;
  if (cacheSubnetIds.length > 0) {
    refuseCacheSubnets(await readSubnets(ctx, cacheSubnetIds), vpcId);
    return cacheSubnetIds;
  }
  return subnetIds.length > 0 ? chooseCacheSubnets(subnets) : [];
}

/** Finds the subnets of the cache: an existing cache does not move. */
async function findCacheSubnets(
  ctx: Session,
  subnets: readonly Subnet[],
  cache: ServerlessCache | undefined,
): Promise<readonly Subnet[]> {
  const ids = cache?.SubnetIds ?? [];
  if (ids.length === 0) return subnets;
  const known = subnets.filter(({ SubnetId }) => ids.includes(SubnetId ?? ''));
  return known.length === ids.length ? known : readSubnets(ctx, ids);
}

function refuseOtherCacheVpc({ config }: Session, subnets: readonly Subnet[], vpcId: string): void {
  const other = subnets.find((subnet) => subnet.VpcId !== vpcId);
  if (!other) return;
  const { cache } = config.names;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The cache ${cache} is in ${other.VpcId}, but the subnets for the function are in ${vpcId}.`,
    {
      hint: {
        text: `A cache does not move: name subnets of ${other.VpcId} with VALKEY_LAB_SUBNET_IDS, or run {command} first.`,
        command: ['down'],
      },
    },
  );
}

/** Finds the security groups that the cache has or will have. */
async function findCacheGroups(
  ctx: Session,
  groups: readonly SecurityGroup[],
  cache: ServerlessCache | undefined,
): Promise<readonly SecurityGroup[]> {
  const ids = cache?.SecurityGroupIds ?? [];
  if (ids.length === 0 || ctx.config.securityGroupIds.length > 0) return groups;
  const known = groups.filter(({ GroupId }) => ids.includes(GroupId ?? ''));
  return known.length === ids.length ? known : readSecurityGroups(ctx, ids);
}
