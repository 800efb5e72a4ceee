import { settleElastiCache } from '../../state/elasticache.js';
import type { IamState } from '../../state/iam.js';
import { settle } from '../../state/lifecycle.js';
import { isManagedByAws } from '../../state/managed-policies.js';
import type { InterfaceSurroundings } from '../../state/network-interfaces.js';
import type { ResourceRow, ResourcesDocument } from '../documents.js';
import { toElastiCacheRows } from './elasticache.js';
import { toFunctionRows } from './functions.js';

/** A page with more rows would be slow. */
const MAX_ROWS = 400;

/** Reads the resources of all regions, with the states that AWS would show now. */
export function readResources(source: InterfaceSurroundings): ResourcesDocument {
  const { aws, clock } = source;
  const rows = toIamRows(aws.iam, clock.now());
  for (const [region, state] of aws.regions) {
    settleElastiCache(state.elasticache, clock.now());
    for (const fn of state.lambda.functions.values()) {
      settle(fn.update, clock.now());
      settle(fn.lifecycle, clock.now());
    }
    rows.push(...toFunctionRows(region, source), ...toElastiCacheRows(region, source));
  }
  return { rows: rows.slice(0, MAX_ROWS), leftOut: Math.max(0, rows.length - MAX_ROWS) };
}

/** Policies of the account and roles. A policy leads to the roles that have it. */
function toIamRows({ policies, roles }: IamState, nowMs: number): ResourceRow[] {
  const own = [...roles.values()].filter(({ path }) => !path.startsWith('/aws-service-role/'));
  const policyRows = [...policies.values()]
    .filter(({ arn }) => !isManagedByAws(arn))
    .map((policy): ResourceRow => {
      const holders = own.filter(({ attachedPolicies }) => attachedPolicies.has(policy.arn));
      return {
        ...{ id: policy.arn, kind: 'policy', name: policy.name, region: null, state: null },
        facts: [
          ['default version', policy.defaultVersionId],
          ['attached to', holders.map(({ name }) => name).join(', ') || 'no role'],
        ],
        links: holders.map(({ arn }) => ({ to: arn, how: 'attached to' })),
      };
    });
  const roleRows = own.map((role): ResourceRow => {
    const waiting = [...role.attachedPolicies.values()].some((seenAtMs) => seenAtMs > nowMs);
    const isUsable = role.assumableAtMs <= nowMs && !waiting;
    const names = [...role.attachedPolicies.keys()].map((arn) => arn.slice(arn.indexOf('/') + 1));
    return {
      ...{ id: role.arn, kind: 'role', name: role.name, region: null },
      state: isUsable ? 'in effect' : 'propagating',
      facts: [
        ['attached policies', names.join(', ') || 'none'],
        ['inline policies', [...role.inlinePolicies.keys()].join(', ') || 'none'],
      ],
      links: [],
    };
  });
  return [...policyRows, ...roleRows];
}
