import { findRoleByArn } from '../state/iam.js';
import type { AwsState, RegionState } from '../state/state.js';

type Tags = ReadonlyMap<string, string>;

/**
 * Finds the tags of the resource with this ARN, for `aws:ResourceTag/*` (Service Authorization Reference; F10.7). Returns
 * undefined for a resource that does not exist.
 */
export function findResourceTags(aws: AwsState, arn: string): Tags | undefined {
  const [, , service = '', region = '', , ...rest] = arn.split(':');
  if (service === 'iam') return (findRoleByArn(aws.iam, arn) ?? aws.iam.policies.get(arn))?.tags;
  const state = aws.regions.get(region);
  const [kind = '', name = ''] = rest;
  const found = state && findRegional(state, `${service}:${kind}`, name);
  // A log group has two ARNs (F10.5).
  return found?.arn === arn.replace(/:\*$/, '') ? found.tags : undefined;
}

function findRegional(
  { elasticache, lambda, logs }: RegionState,
  type: string,
  name: string,
): { readonly arn: string; readonly tags: Tags } | undefined {
  if (type === 'elasticache:serverlesscache') return elasticache.caches.get(name);
  if (type === 'elasticache:user') return elasticache.users.get(name);
  if (type === 'elasticache:usergroup') return elasticache.userGroups.get(name);
  if (type === 'lambda:function') return lambda.functions.get(name);
  return type === 'logs:log-group' ? logs.groups.get(name) : undefined;
}
