import type {
  Architecture,
  FunctionConfiguration,
  LogFormat,
  Runtime,
} from '@aws-sdk/client-lambda';
import type { Difference } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';
import { hasSameMembers } from '../shared/same-members.js';
import type { CacheEndpoint, Network } from './needs.js';
import { toSettings } from './settings.js';

export interface WantedNetwork {
  readonly SubnetIds: string[];
  readonly SecurityGroupIds: string[];
}

/** The wanted configuration: the members that CreateFunction and UpdateFunctionConfiguration share. */
export interface WantedConfiguration {
  readonly Runtime: Runtime;
  readonly Handler: string;
  readonly Role: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Environment: { readonly Variables: Record<string, string> };
  /** Undefined in a public lab. */
  readonly VpcConfig?: WantedNetwork;
  readonly LoggingConfig: { readonly LogFormat: LogFormat; readonly LogGroup: string };
}

/** Lambda's default, sent only at create. */
export const ARCHITECTURES: Architecture[] = ['x86_64'];

/** The inputs of a configuration. */
export interface ConfigurationParts {
  readonly roleArn: string;
  /** Undefined in a public lab. */
  readonly network: Network | undefined;
  /** The port may be text that is replaced later by a number (see `export`). */
  readonly cache: { readonly address: string; readonly port: number | string } | undefined;
  /** The existing function. It stays in its subnets if they fit. */
  readonly found?: FunctionConfiguration | undefined;
}

/** Returns the configuration for this lab. Without `cache`, it contains no endpoint yet. */
export function toConfiguration(
  session: Pick<Session, 'config' | 'subject'>,
  { roleArn, network, cache, found }: ConfigurationParts,
): WantedConfiguration {
  const { config } = session;
  const { runtime, handler, timeoutSeconds, memoryMb, variables } = toSettings(session, found);
  return {
    Runtime: runtime as Runtime,
    Handler: handler,
    Role: roleArn,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    Environment: {
      Variables: {
        ...variables,
        CACHE_NAME: config.names.cache,
        CACHE_USER: config.names.iamUser,
        ...(cache && { CACHE_ENDPOINT: cache.address, CACHE_PORT: String(cache.port) }),
      },
    },
    ...(network && {
      VpcConfig: {
        SubnetIds: [...toSubnetIds(network, found)],
        SecurityGroupIds: [...network.securityGroupIds],
      },
    }),
    // An account's default can be JSON, in which the REPORT line is not text (F6.20).
    LoggingConfig: { LogFormat: 'Text', LogGroup: config.names.logGroup },
  };
}

/** Keeps the present subnets if they are default subnets: Lambda may have refused the others (see `subnets.ts`). */
function toSubnetIds(
  { subnetIds, areSubnetsGiven }: Network,
  found: FunctionConfiguration | undefined,
): readonly string[] {
  const present = found?.VpcConfig?.SubnetIds ?? [];
  const isFine = present.length > 0 && present.every((id) => subnetIds.includes(id));
  return isFine && !areSubnetsGiven ? present : subnetIds;
}

/** Returns the function's present network, for a comparison that ignores the network. */
export function toPresentNetwork({ VpcConfig }: FunctionConfiguration): Network {
  const { SubnetIds: subnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  return { subnetIds, areSubnetsGiven: true, securityGroupIds: SecurityGroupIds };
}

/** Returns the function's present endpoint, for a comparison while the cache shows none. */
export function toPresentEndpoint({
  Environment,
}: FunctionConfiguration): CacheEndpoint | undefined {
  const { CACHE_ENDPOINT: address, CACHE_PORT: port } = Environment?.Variables ?? {};
  return address && port ? { address, port: Number(port) } : undefined;
}

/** Finds the settings that differ from the wanted ones. */
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
  if (!hasSameEnvironment(found, wanted)) {
    // Only names are shown: the values of a user's variables may be secret.
    const [from, to] = [found, wanted].map(toNames);
    drift.push(from === to ? { field: 'environment' } : { field: 'environment', from, to });
  }
  const lists = [
    { field: 'subnets', from: found.VpcConfig?.SubnetIds, to: wanted.VpcConfig?.SubnetIds },
    {
      field: 'security groups',
      from: found.VpcConfig?.SecurityGroupIds,
      to: wanted.VpcConfig?.SecurityGroupIds,
    },
  ];
  for (const { field, from = [], to = [] } of lists) {
    if (!hasSameMembers(from, to)) drift.push({ field, from: from.join(', '), to: to.join(', ') });
  }
  if (!hasSameLogging(found, wanted)) {
    const [from, to] = [found, wanted].map(({ LoggingConfig: log }) => log?.LogFormat);
    drift.push({ field: 'logging', from, to });
  }
  if (hasFailedUpdate(found)) drift.push({ field: 'failed update' });
  return drift;
}

/** Returns the members that differ, for an update: it changes nothing else (F6.15). */
export function toChangedMembers(
  found: FunctionConfiguration,
  wanted: WantedConfiguration,
): Partial<WantedConfiguration> {
  if (hasFailedUpdate(found)) return wanted;
  const { SubnetIds = [], SecurityGroupIds = [] } = found.VpcConfig ?? {};
  const { VpcConfig } = wanted;
  const hasSameNetwork =
    !VpcConfig ||
    (hasSameMembers(SubnetIds, VpcConfig.SubnetIds) &&
      hasSameMembers(SecurityGroupIds, VpcConfig.SecurityGroupIds));
  return {
    ...(found.Runtime !== wanted.Runtime && { Runtime: wanted.Runtime }),
    ...(found.Handler !== wanted.Handler && { Handler: wanted.Handler }),
    ...(found.Role !== wanted.Role && { Role: wanted.Role }),
    ...(found.Timeout !== wanted.Timeout && { Timeout: wanted.Timeout }),
    ...(found.MemorySize !== wanted.MemorySize && { MemorySize: wanted.MemorySize }),
    ...(!hasSameEnvironment(found, wanted) && { Environment: wanted.Environment }),
    ...(!hasSameNetwork && { VpcConfig }),
    ...(!hasSameLogging(found, wanted) && { LoggingConfig: wanted.LoggingConfig }),
  };
}

/** Invocations may still use the settings from before a failed update, although the configuration shows the new ones. */
function hasFailedUpdate({ LastUpdateStatus }: FunctionConfiguration): boolean {
  return LastUpdateStatus?.toLowerCase() === 'failed';
}

/** Whether the logs go where they should. Older functions have no such setting, and log text to their own group. */
function hasSameLogging({ LoggingConfig }: FunctionConfiguration, wanted: WantedConfiguration) {
  const { LogFormat = 'Text', LogGroup = wanted.LoggingConfig.LogGroup } = LoggingConfig ?? {};
  return LogFormat === wanted.LoggingConfig.LogFormat && LogGroup === wanted.LoggingConfig.LogGroup;
}

const toText = (value: number | undefined, unit: string): string | undefined =>
  value === undefined ? undefined : `${value} ${unit}`;

const toNames = ({ Environment }: Pick<FunctionConfiguration, 'Environment'>): string =>
  Object.keys(Environment?.Variables ?? {})
    .sort()
    .join(', ');

function hasSameEnvironment(found: FunctionConfiguration, wanted: WantedConfiguration): boolean {
  const a = found.Environment?.Variables ?? {};
  const b = wanted.Environment.Variables;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
