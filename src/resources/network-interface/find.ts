import { type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { paginateListFunctions, type VpcConfigResponse } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import type { ResourceContext } from '../shared/define.js';
import { toOwner } from '../shared/ownership.js';
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
  const isForeign = found !== undefined && toOwner(ctx, found.tags) === 'foreign';
  return { isForeign, vpc: isForeign ? undefined : found?.configuration.VpcConfig };
}

/**
 * Finds the interfaces that the lab's function uses or used: those with its name, and those with its subnets and exactly
 * its security groups. Functions with the same network share interfaces, named after the first function (F6.8).
 */
export async function findInterfaces(
  ctx: ResourceContext,
  facts: FunctionFacts,
): Promise<NetworkInterface[]> {
  return unite(...(await Promise.all([findNamed(ctx), findNear(ctx, facts)])));
}

/** Finds the interfaces with the function's name: Lambda's description contains it (F6.8). */
export async function findNamed(ctx: ResourceContext): Promise<NetworkInterface[]> {
  const prefix = `AWS Lambda VPC ENI-${ctx.config.names.function}-`;
  const isNamedForIt = new RegExp(`^${prefix}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
  const found = await readInterfaces(ctx, { description: [`${prefix}*`] });
  return found.filter(({ Description }) => isNamedForIt.test(Description ?? ''));
}

/** Finds the interfaces with the function's subnets and exactly its security groups. They have the type `lambda` until they are released (F6.9). */
export async function findNear(
  ctx: ResourceContext,
  { vpc }: FunctionFacts,
): Promise<NetworkInterface[]> {
  if (!vpc?.SubnetIds?.length) return [];
  const filters = { 'interface-type': ['lambda'], 'subnet-id': vpc.SubnetIds };
  return (await readInterfaces(ctx, filters)).filter((one) => isOf(one, vpc));
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
      for (const { FunctionName, VpcConfig } of page.Functions ?? []) {
        // The list can still contain the lab's own function after it was deleted.
        const isOwn = FunctionName === ctx.config.names.function && !isForeign;
        if (VpcConfig?.SubnetIds?.length && !isOwn) others.push(VpcConfig);
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
