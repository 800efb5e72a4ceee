import type { ShellCommand } from '../../learn/shell-command.js';
import { aws } from '../../learn/steps/aws-cli.js';
import { toReference } from '../references.js';

const LAB = 'valkey-lab:lab';
const REGION = 'valkey-lab:region';

/** Returns the query for the lab and the region in a list of tags, or in a map of tags. */
const inList = (list: string) =>
  `[${list}[?Key=='${LAB}'].Value | [0], ${list}[?Key=='${REGION}'].Value | [0]]`;
const inMap = (map: string) => `[${map}."${LAB}", ${map}."${REGION}"]`;

/** Returns the command that prints the tags of a cache, a user or a user group. */
export function readElastiCacheTags(kind: string, name: string): ShellCommand {
  const [partition, region, account] = [
    toReference('partition'),
    toReference('region'),
    toReference('account'),
  ];
  return aws(
    'elasticache list-tags-for-resource',
    ['--resource-name', `arn:${partition}:elasticache:${region}:${account}:${kind}:${name}`],
    ['--query', inList('TagList')],
  );
}

export function readRoleTags(name: string): ShellCommand {
  return aws('iam list-role-tags', ['--role-name', name], ['--query', inList('Tags')]);
}

export function readPolicyTags(arn: string): ShellCommand {
  return aws('iam list-policy-tags', ['--policy-arn', arn], ['--query', inList('Tags')]);
}

export function readFunctionTags(name: string): ShellCommand {
  return aws('lambda get-function', ['--function-name', name], ['--query', inMap('Tags')]);
}

export function readLogGroupTags(name: string): ShellCommand {
  const place = [toReference('partition'), 'logs', toReference('region'), toReference('account')];
  const arn = `arn:${place.join(':')}:log-group:${name}`;
  return aws('logs list-tags-for-resource', ['--resource-arn', arn], ['--query', inMap('tags')]);
}
