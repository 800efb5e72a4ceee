import type { Architecture, FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import type { Difference } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';
import type { CacheEndpoint, Network } from './needs.js';

/** A function's configuration as the lab wants it: what CreateFunction and UpdateFunctionConfiguration share. */
export interface WantedConfiguration {
  readonly Runtime: Runtime;
  readonly Handler: string;
  readonly Role: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Environment: { readonly Variables: Record<string, string> };
  readonly VpcConfig: { readonly SubnetIds: string[]; readonly SecurityGroupIds: string[] };
}

/** Said at create only: Lambda's default, so that the package can be told to fit it. */
export const ARCHITECTURES: Architecture[] = ['x86_64'];

/** What a configuration is made of. */
export interface ConfigurationParts {
  readonly roleArn: string;
  readonly network: Network;
  readonly cache: CacheEndpoint | undefined;
  /** The function that is there: it stays in subnets that will do. */
  readonly found?: FunctionConfiguration | undefined;
}

/** The configuration for this lab; without `cache` the endpoint is not in it yet. */
export function toConfiguration(
  { config }: Session,
  { roleArn, network, cache, found }: ConfigurationParts,
): WantedConfiguration {
  return {
    Runtime: config.runtime as Runtime,
    Handler: 'index.handler',
    Role: roleArn,
    // Lambda's default of 3 s would hide why a connection failed.
    Timeout: 30,
    MemorySize: 256,
    Environment: {
      Variables: {
        CACHE_NAME: config.names.cache,
        CACHE_USER: config.names.iamUser,
        ...(cache && { CACHE_ENDPOINT: cache.address, CACHE_PORT: String(cache.port) }),
      },
    },
    VpcConfig: {
      SubnetIds: [...toSubnetIds(network, found)],
      SecurityGroupIds: [...network.securityGroupIds],
    },
  };
}

/** Any of the default subnets will do: Lambda may have refused the zones of some (see `subnets.ts`). */
function toSubnetIds(
  { subnetIds, areSubnetsGiven }: Network,
  found: FunctionConfiguration | undefined,
): readonly string[] {
  const present = found?.VpcConfig?.SubnetIds ?? [];
  const isFine = present.length > 0 && present.every((id) => subnetIds.includes(id));
  return isFine && !areSubnetsGiven ? present : subnetIds;
}

/** Where the function is: for a comparison that leaves the network out. */
export function toPresentNetwork({ VpcConfig }: FunctionConfiguration): Network {
  const { SubnetIds: subnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  return { subnetIds, areSubnetsGiven: true, securityGroupIds: SecurityGroupIds };
}

/** The endpoint that the function has: for a comparison while the cache shows none. */
export function toPresentEndpoint({
  Environment,
}: FunctionConfiguration): CacheEndpoint | undefined {
  const { CACHE_ENDPOINT: address, CACHE_PORT: port } = Environment?.Variables ?? {};
  return address && port ? { address, port: Number(port) } : undefined;
}

/** The settings in which a function differs from what is wanted. */
export function findConfigurationDrift(
  found: FunctionConfiguration,
  wanted: WantedConfiguration,
): Difference[] {
  const settings = [
    { field: 'runtime', from: found.Runtime, to: wanted.Runtime },
    { field: 'handler', from: found.Handler, to: wanted.Handler },
    { field: 'role', from: found.Role, to: wanted.Role },
    { field: 'timeout', from: toText(found.Timeout, 's'), to: toText(wanted.Timeout, 's') },
    { field: 'memory', from: toText(found.MemorySize, 'MB'), to: toText(wanted.MemorySize, 'MB') },
  ];
  const drift: Difference[] = settings.filter(({ from, to }) => from !== to);
  const variables = found.Environment?.Variables ?? {};
  if (!hasSameVariables(variables, wanted.Environment.Variables)) {
    // Names only: what is in variables that are not the lab's may be secret.
    const [from, to] = [variables, wanted.Environment.Variables].map(toNames);
    drift.push(from === to ? { field: 'environment' } : { field: 'environment', from, to });
  }
  const lists = [
    { field: 'subnets', from: found.VpcConfig?.SubnetIds, to: wanted.VpcConfig.SubnetIds },
    {
      field: 'security groups',
      from: found.VpcConfig?.SecurityGroupIds,
      to: wanted.VpcConfig.SecurityGroupIds,
    },
  ];
  for (const { field, from = [], to } of lists) {
    if (!hasSameMembers(from, to)) drift.push({ field, from: from.join(', '), to: to.join(', ') });
  }
  // Invocations may still run what was before it, whatever the configuration shows.
  if (found.LastUpdateStatus === 'Failed') drift.push({ field: 'failed update' });
  return drift;
}

const toText = (value: number | undefined, unit: string): string | undefined =>
  value === undefined ? undefined : `${value} ${unit}`;

const toNames = (variables: Readonly<Record<string, string>>): string =>
  Object.keys(variables).sort().join(', ');

function hasSameVariables(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function hasSameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
