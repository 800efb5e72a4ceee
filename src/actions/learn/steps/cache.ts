import {
  DEFAULT_USER,
  IAM_USER,
  toCacheInput,
  toConnectAttachmentInput,
  toPolicyInput,
  toRoleInput,
  toUserGroupInput,
  toUserInput,
} from '../../../resources/index.js';
import type { ShellCommand } from '../shell-command.js';
import type { LabFacts, Step } from '../step.js';
import { aws, toOptions, untilIs } from './aws-cli.js';

/** Chapter 1 of AWS's tutorial: the cache, and who may use it. */
export const CACHE_STEPS: readonly Step[] = [
  {
    number: '1.1',
    title: 'Create the cache',
    what: 'Creates a serverless cache with the engine Valkey, and waits until it is available.',
    why: 'The function keeps its data in this cache. Serverless means that AWS runs the servers and bills what you use. The usage limits keep a mistake cheap.',
    without: 'There is nothing to connect to.',
    commands: (lab) => [createCache(lab), waitForCache(lab)],
  },
  {
    number: '1.2',
    title: 'Look up the endpoint',
    what: 'Reads the address and the port that clients connect to.',
    why: 'A cache has two names, and IAM authentication needs both. A client connects to the address of the endpoint, but it signs its token for the short name of the cache.',
    without:
      'A client does not know where to connect. And a token for a wrong name is refused: see step 5.2.',
    commands: (lab) => [describeCache(lab, 'Endpoint')],
  },
  {
    number: '1.3',
    title: 'Create the role and its policy',
    what: 'Creates a role that Lambda may assume, and a policy that allows `elasticache:Connect`. Then attaches the policy to the role.',
    why: 'The role replaces a password, so no secret is stored anywhere. Lambda gives the function temporary keys of this role, and the function signs its tokens with them. The policy must name two ARNs: the cache, and the user that logs in.',
    without: 'The cache answers WRONGPASS, although the token is correct: see step 5.1.',
    commands: (lab) => [
      aws('iam create-role', ...toOptions(toRoleInput(lab))),
      aws('iam create-policy', ...toOptions(toPolicyInput(lab))),
      attachPolicy(lab),
    ],
  },
  {
    number: '1.4',
    title: 'Create the users and the user group',
    what: 'Creates a user that logs in by IAM and a group with this user, and attaches the group to the cache. A group with the engine `redis` also needs a user named default; the lab turns this user off.',
    why: 'These are users of ElastiCache, not of IAM. The token names the user that logs in by IAM; its id and its name must be equal. Its access string limits the commands and keys that it may use. The group decides which users may log in at all.',
    without: 'A cache without a group lets every client in, without a login: see step 5.4.',
    commands: (lab) => [
      ...createUsers(lab),
      ...createGroup(lab),
      attachGroup(lab),
      waitForCache(lab),
    ],
  },
];

function createCache(lab: LabFacts): ShellCommand {
  const { cacheSubnetIds, subnetIds } = lab.config;
  const subnets = cacheSubnetIds.length > 0 ? cacheSubnetIds : subnetIds.slice(0, 3);
  const input = toCacheInput(lab, { userGroupId: undefined, subnetIds: subnets });
  return aws('elasticache create-serverless-cache', ...toOptions(input));
}

function describeCache({ config }: LabFacts, member: string): ShellCommand {
  return aws(
    'elasticache describe-serverless-caches',
    ['--serverless-cache-name', config.names.cache],
    ['--query', `ServerlessCaches[0].${member}`],
  );
}

export function waitForCache(lab: LabFacts): ShellCommand {
  return untilIs('available', describeCache(lab, 'Status'));
}

export function attachPolicy(lab: LabFacts): ShellCommand {
  return aws('iam attach-role-policy', ...toOptions(toConnectAttachmentInput(lab)));
}

function createUsers(lab: LabFacts): ShellCommand[] {
  const users = lab.config.accessEngine === 'valkey' ? [IAM_USER] : [DEFAULT_USER, IAM_USER];
  return users.map((user) => aws('elasticache create-user', ...toOptions(toUserInput(lab, user))));
}

function createGroup(lab: LabFacts): ShellCommand[] {
  return [
    aws('elasticache create-user-group', ...toOptions(toUserGroupInput(lab))),
    untilIs(
      'active',
      aws(
        'elasticache describe-user-groups',
        ['--user-group-id', lab.config.names.userGroup],
        ['--query', 'UserGroups[0].Status'],
      ),
    ),
  ];
}

export function attachGroup({ config }: LabFacts): ShellCommand {
  return aws(
    'elasticache modify-serverless-cache',
    ['--serverless-cache-name', config.names.cache],
    ['--user-group-id', config.names.userGroup],
  );
}
