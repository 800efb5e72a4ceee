import { checkReachability } from '../../cache/index.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { type InterfaceSurroundings, toInterfaceStatus } from '../../state/network-interfaces.js';
import type { RegionState } from '../../state/state.js';
import type { ResourceRow } from '../documents.js';

type Link = ResourceRow['links'][number];

/** Returns the functions of a region with their log groups and network interfaces. Its state must be settled. */
export function toFunctionRows(region: string, source: InterfaceSurroundings): ResourceRow[] {
  const state = source.aws.region(region);
  const functions = [...state.lambda.functions.values()].filter(
    ({ lifecycle }) => lifecycle.status !== 'gone',
  );
  const interfaces = [...state.ec2.networkInterfaces.values()].map((found): ResourceRow => {
    const users = functions.filter(({ arn }) => found.functionArns.has(arn));
    return {
      ...{ id: found.id, kind: 'network-interface', name: found.id, region },
      state: toInterfaceStatus(found, source),
      facts: [
        ['subnet', found.subnetId],
        ['address', found.privateIp],
        ['functions', users.map(({ name }) => name).join(', ') || 'none'],
      ],
      links: users.slice(0, 1).flatMap((fn) => findReachedCaches(fn, state)),
    };
  });
  return [
    ...functions.map((fn) => toFunctionRow(fn, state)),
    ...[...state.logs.groups.values()].map((group): ResourceRow => {
      const days = group.retentionDays;
      return {
        ...{ id: group.arn, kind: 'log-group', name: group.name, region, state: null },
        facts: [
          ['retention', days === undefined ? 'for ever' : `${days} days`],
          ['streams', String(group.streams.size)],
          ['size', `${group.storedBytes} bytes`],
        ],
        links: [],
      };
    }),
    ...interfaces,
  ];
}

function toFunctionRow(fn: LambdaFunction, state: RegionState): ResourceRow {
  const group = state.logs.groups.get(fn.logGroup);
  const interfaces = [...state.ec2.networkInterfaces.values()].filter(({ functionArns }) =>
    functionArns.has(fn.arn),
  );
  const isUpdating = fn.update.status === 'InProgress';
  const isPublic = fn.subnetIds.length === 0;
  return {
    ...{ id: fn.arn, kind: 'function', name: fn.name, region: fn.region },
    state: isUpdating && fn.lifecycle.status === 'Active' ? 'Updating' : fn.lifecycle.status,
    facts: [
      ['runtime', fn.runtime],
      ['handler', fn.handler],
      ['memory', `${fn.memoryMb} MB`],
      ['time limit', `${fn.timeoutSeconds} s`],
      ['last update', fn.update.status],
      ['network', isPublic ? 'not in a VPC' : `${fn.vpcId}, ${fn.subnetIds.join(', ')}`],
      ...(fn.stateReason ? ([['reason', fn.stateReason.text]] as const) : []),
    ],
    links: [
      { to: fn.roleArn, how: 'runs as' },
      ...(group ? [{ to: group.arn, how: 'logs to' }] : []),
      ...interfaces.map(({ id }) => ({ to: id, how: 'connects through' })),
    ],
  };
}

/** Security groups and subnets decide what a function reaches, as at a login. */
function findReachedCaches(fn: LambdaFunction, { elasticache, ec2 }: RegionState): Link[] {
  return [...elasticache.caches.values()]
    .filter((cache) => checkReachability(fn, cache, ec2).reachable)
    .map(({ arn }) => ({ to: arn, how: 'reaches' }));
}
