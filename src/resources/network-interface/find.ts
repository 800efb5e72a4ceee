import { type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { paginateListFunctions, type VpcConfigResponse } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import type { ResourceContext } from '../shared/define.js';
import { toFunctionOwned } from '../shared/ownership.js';
import { readFunction } from '../shared/reads.js';
import { hasSameMembers } from '../shared/same-members.js';

/** The facts about the lab's function that decide which interfaces it uses. */
export interface FunctionFacts {
  readonly isForeign: boolean;
  /** The network of the lab's own function; undefined when the function is gone or foreign. */
  readonly vpc: VpcConfigResponse | undefined;
}

/** Reads the facts about the function with the lab's name. */
export async function readFunctionFacts(ctx: ResourceContext): Promise<FunctionFacts> {
  const found = await readFunction(ctx);
  const isForeign = found !== undefined && toFunctionOwned(ctx, found).owner === 'foreign';
  return { isForeign, vpc: isForeign ? undefined : found?.configuration.VpcConfig };
}

export function isInVpc({ vpc }: FunctionFacts): boolean {
  return (vpc?.SubnetIds ?? []).length > 0;
}

/** Begins the descriptions of Lambda's interfaces. Their type changes when they are released, so it tells nothing (F6.9). */
const PREFIX = 'AWS Lambda VPC ENI-';

/** Finds the interfaces with the function's name: Lambda's description contains it (F6.8). */
export async function findNamed(ctx: ResourceContext): Promise<NetworkInterface[]> {
  const prefix = toPrefix(ctx.config.names.function);
  const found = await readInterfaces(ctx, { description: [`${prefix}*`] });
  return found.filter((one) => isNamed(ctx, one));
}

/** Whether the description is exactly that of an interface of the lab's function, not of one whose name begins alike. */
export function isNamed({ config }: ResourceContext, one: NetworkInterface): boolean {
  return isNamedAfter(config.names.function, one);
}

function isNamedAfter(name: string, { Description = '' }: NetworkInterface): boolean {
  const uuid = Description.slice(toPrefix(name).length);
  const isAlike = Description.startsWith(toPrefix(name));
  return isAlike && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid);
}

function toPrefix(name: string): string {
  return `${PREFIX}${name}-`;
}

/**
 * Finds the interfaces with the function's subnets and exactly its security groups. Functions with the same network share
 * interfaces, named after the first function (F6.8). Those with the name of another function of the lab belong to that one.
 */
export async function findNear(
  ctx: ResourceContext,
  { vpc }: FunctionFacts,
): Promise<NetworkInterface[]> {
  if (!vpc?.SubnetIds?.length) return [];
  const filters = { description: [`${PREFIX}*`], 'subnet-id': vpc.SubnetIds };
  const others = ctx.labFunctions.filter((name) => name !== ctx.config.names.function);
  return (await readInterfaces(ctx, filters)).filter(
    (one) => isOf(one, vpc) && !others.some((name) => isNamedAfter(name, one)),
  );
}

/** Reads these interfaces again. Those that are gone are missing. */
export function readAgain(
  ctx: ResourceContext,
  interfaces: readonly NetworkInterface[],
): Promise<NetworkInterface[]> {
  const ids = interfaces.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId);
  return readInterfaces(ctx, { 'network-interface-id': ids });
}

/** Joins lists without duplicates. */
export function unite(...lists: readonly (readonly NetworkInterface[])[]): NetworkInterface[] {
  return [...new Map(lists.flat().map((one) => [one.NetworkInterfaceId, one])).values()];
}

async function readInterfaces(
  ctx: ResourceContext,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<NetworkInterface[]> {
  const client = await ctx.aws.ec2();
  const pages = paginateDescribeNetworkInterfaces(
    { client },
    {
      Filters: Object.entries(filters).map(([Name, Values]) => ({ Name, Values: [...Values] })),
      // An account can hide interfaces that AWS services manage.
      IncludeManagedResources: true,
    },
  );
  const found: NetworkInterface[] = [];
  for await (const page of pages) found.push(...(page.NetworkInterfaces ?? []));
  return found;
}

/** Finds the networks of other functions and of their older versions: each keeps its interfaces. */
export async function findOtherFunctions(
  ctx: ResourceContext,
  { isForeign }: FunctionFacts,
): Promise<VpcConfigResponse[]> {
  const client = await ctx.aws.lambda();
  const others: VpcConfigResponse[] = [];
  try {
    for await (const page of paginateListFunctions({ client }, { FunctionVersion: 'ALL' })) {
      for (const { FunctionName = '', VpcConfig, Role } of page.Functions ?? []) {
        // The list can still contain the lab's own function after it was deleted.
        const isOwn = FunctionName === ctx.config.names.function && !isForeign;
        const isOfRole = Role?.endsWith(`/${ctx.config.names.role}`);
        const isLabs = isOwn || (isOfRole && ctx.labFunctions.includes(FunctionName));
        if (VpcConfig?.SubnetIds?.length && !isLabs) others.push(VpcConfig);
      }
    }
  } catch (error) {
    // Without this permission, the run also waits for shared interfaces, until the time limit.
    if (!isAwsError(error, 'AccessDeniedException', 'AccessDenied')) throw error;
  }
  return others;
}

/** Whether a function with this network uses the interface. */
export function isOf(
  one: NetworkInterface,
  { SubnetIds = [], SecurityGroupIds = [] }: VpcConfigResponse,
): boolean {
  const groups = (one.Groups ?? []).map(({ GroupId }) => GroupId ?? '');
  return hasSameMembers(groups, SecurityGroupIds) && SubnetIds.includes(one.SubnetId ?? '');
}
