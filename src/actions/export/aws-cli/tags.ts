import type { ShellCommand } from '../../learn/shell-command.js';
import { aws } from '../../learn/steps/aws-cli.js';
import { toReference } from '../references.js';

const LAB = 'valkey-lab:lab';
const REGION = 'valkey-lab:region';

/** Returns the query for the lab and the region in a list of tags, or in a map of tags. */
const inList = (list: string) =>
  `[${list}[?Key=='${LAB}'].Value | [0], ${list}[?Key=='${REGION}'].Value | [0]]`;
const inMap = (map: string) => `[${map}."${LAB}", ${map}."${REGION}"]`;

function toArn(service: string, rest: string): string {
  const place = [toReference('partition'), service, toReference('region'), toReference('account')];
  return `arn:${place.join(':')}:${rest}`;
}

/** The commands that print the tags of a resource: the lab and the region. */
export const readTags = {
  /** `kind`: the word for a cache, a user or a user group in its ARN. */
  elastiCache: (kind: 'serverlesscache' | 'user' | 'usergroup', name: string): ShellCommand =>
    aws(
      'elasticache list-tags-for-resource',
      ['--resource-name', toArn('elasticache', `${kind}:${name}`)],
      ['--query', inList('TagList')],
    ),
  role: (name: string): ShellCommand =>
    aws('iam get-role', ['--role-name', name], ['--query', inList('Role.Tags')]),
  policy: (arn: string): ShellCommand =>
    aws('iam get-policy', ['--policy-arn', arn], ['--query', inList('Policy.Tags')]),
  lambda: (name: string): ShellCommand =>
    aws('lambda get-function', ['--function-name', name], ['--query', inMap('Tags')]),
  logGroup: (name: string): ShellCommand =>
    aws(
      'logs list-tags-for-resource',
      ['--resource-arn', toArn('logs', `log-group:${name}`)],
      ['--query', inMap('tags')],
    ),
} as const;
