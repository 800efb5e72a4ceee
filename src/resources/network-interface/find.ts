import { type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { paginateListFunctions, type VpcConfigResponse } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import type { ResourceContext } from '../shared/define.js';
import { toOwner } from '../shared/ownership.js';
import { readFunction } from '../shared/reads.js';

/** The lab's function as far as its interfaces are concerned. */
export interface FunctionFacts {
  readonly isForeign: boolean;
  /** Where the lab's own function runs; undefined when it is gone or somebody else's. */
  readonly vpc: VpcConfigResponse | undefined;
}

/** The function of the lab's name now. */
export async function readFunctionFacts(ctx: ResourceContext): Promise<FunctionFacts> {
  const found = await readFunction(ctx);
  const isForeign = found !== undefined && toOwner(ctx, found.tags) === 'foreign';
  return { isForeign, vpc: isForeign ? undefined : found?.configuration.VpcConfig };
}

/**
 * The interfaces that the lab's function uses or used: those in its subnets with just its groups, which
 * Lambda shares among functions and names for the one that came first; and those that are named for it.
 */
export async function findInterfaces(
  ctx: ResourceContext,
  facts: FunctionFacts,
): Promise<NetworkInterface[]> {
  return unite(...(await Promise.all([findNamed(ctx), findNear(ctx, facts)])));
}

/** Those that are named for the lab's function. */
export async function findNamed(ctx: ResourceContext): Promise<NetworkInterface[]> {
  const prefix = `AWS Lambda VPC ENI-${ctx.config.names.function}-`;
  const isNamedForIt = new RegExp(`^${prefix}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
  const found = await readInterfaces(ctx, { description: [`${prefix}*`] });
  return found.filter(({ Description }) => isNamedForIt.test(Description ?? ''));
}

/** Those in the subnets of the lab's function with just its groups. */
export async function findNear(
  ctx: ResourceContext,
  { vpc }: FunctionFacts,
): Promise<NetworkInterface[]> {
  if (!vpc?.SubnetIds?.length) return [];
  const filters = { 'interface-type': ['lambda'], 'subnet-id': vpc.SubnetIds };
  return (await readInterfaces(ctx, filters)).filter((one) => isOf(one, vpc));
}

/** Each once. */
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
      // An account may hide what services manage from its lists.
      IncludeManagedResources: true,
    },
  );
  const found: NetworkInterface[] = [];
  for await (const page of pages) found.push(...(page.NetworkInterfaces ?? []));
  return found;
}

/** Where other functions run, older versions included: each keeps the interfaces of its subnets and groups. */
export async function findOtherFunctions(
  ctx: ResourceContext,
  { isForeign }: FunctionFacts,
): Promise<VpcConfigResponse[]> {
  const client = await ctx.aws.lambda();
  const others: VpcConfigResponse[] = [];
  try {
    for await (const page of paginateListFunctions({ client }, { FunctionVersion: 'ALL' })) {
      for (const { FunctionName, VpcConfig } of page.Functions ?? []) {
        // The list may still have the lab's own function when that is gone.
        const isOwn = FunctionName === ctx.config.names.function && !isForeign;
        if (VpcConfig?.SubnetIds?.length && !isOwn) others.push(VpcConfig);
      }
    }
  } catch (error) {
    // Who may not list functions waits for interfaces that others share, too: within the bound.
    if (!isAwsError(error, 'AccessDeniedException', 'AccessDenied')) throw error;
  }
  return others;
}

/** Whether a function that runs there has this interface. */
export function isOf(
  one: NetworkInterface,
  { SubnetIds = [], SecurityGroupIds = [] }: VpcConfigResponse,
): boolean {
  const groups = (one.Groups ?? []).map(({ GroupId }) => GroupId ?? '');
  const isSameSet =
    groups.length === SecurityGroupIds.length &&
    groups.every((id) => SecurityGroupIds.includes(id));
  return isSameSet && SubnetIds.includes(one.SubnetId ?? '');
}
