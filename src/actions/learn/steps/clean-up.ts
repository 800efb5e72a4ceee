import { toConnectAttachmentInput, toExecutionAttachmentInput } from '../../../resources/index.js';
import { toPolicyArn } from '../../../resources/shared/arns.js';
import type { ShellCommand } from '../shell-command.js';
import type { LabFacts, Step } from '../step.js';
import { aws, toOptions, untilEmpty, untilGone } from './aws-cli.js';

/** Chapter 4 of AWS's tutorial, in an order that AWS accepts (F3.7). */
export const CLEAN_UP_STEPS: readonly Step[] = [
  {
    number: '4.1',
    title: 'Delete the function',
    what: 'Deletes the function.',
    why: 'The function comes first, because it uses everything else. Lambda keeps its network interfaces for some minutes and needs the role to delete them, so the role comes last.',
    without: 'The next steps would break a function that can still be called.',
    commands: (lab) => [deleteFunction(lab)],
  },
  {
    number: '4.2',
    title: 'Delete the cache, the user group and the users',
    what: 'Deletes the cache and waits until it is gone. Then deletes the group, waits again, and deletes the users.',
    why: 'AWS deletes a cache in the background. Meanwhile it refuses to delete the group of the cache. A user named default cannot be deleted while it is in a group. The tutorial prints another order, without waits: see step 5.6.',
    without: 'The cache costs money until it is deleted, even if nothing uses it.',
    commands: ({ config }) => {
      const cache = ['--serverless-cache-name', config.names.cache];
      const group = ['--user-group-id', config.names.userGroup];
      return [
        aws('elasticache delete-serverless-cache', cache),
        untilGone(aws('elasticache describe-serverless-caches', cache)),
        aws('elasticache delete-user-group', group),
        untilGone(aws('elasticache describe-user-groups', group)),
        ...toUserIds(config).map(deleteUser),
      ];
    },
  },
  {
    number: '4.3',
    title: 'Delete the role, the policy and the log group',
    what: "Waits until the function's network interfaces are gone. Then deletes the role, the policy and the log group.",
    why: 'Without the role, Lambda cannot delete the interfaces, and they block their subnets and security groups. On AWS, this can take an hour; `down` deletes the interfaces itself as soon as Lambda has released them. The tutorial forgets the log group.',
    without: 'A role that can connect to a cache of this name stays in the account.',
    commands: (lab) => [
      waitForInterfaces(lab),
      aws('iam detach-role-policy', ...toOptions(toConnectAttachmentInput(lab))),
      aws('iam detach-role-policy', ...toOptions(toExecutionAttachmentInput(lab))),
      aws('iam delete-role', ['--role-name', lab.config.names.role]),
      aws('iam delete-policy', ['--policy-arn', toPolicyArn(lab)]),
      aws('logs delete-log-group', ['--log-group-name', lab.config.names.logGroup]),
    ],
  },
];

/** Returns the clean-up that the tutorial prints, up to the user group: no waits, and the users before their group. */
export function toPrintedCleanUp(lab: LabFacts): ShellCommand[] {
  const { config } = lab;
  return [
    deleteFunction(lab),
    aws('elasticache delete-serverless-cache', ['--serverless-cache-name', config.names.cache]),
    ...toUserIds(config).map(deleteUser),
    aws('elasticache delete-user-group', ['--user-group-id', config.names.userGroup]),
  ];
}

function deleteFunction({ config }: LabFacts): ShellCommand {
  return aws('lambda delete-function', ['--function-name', config.names.function]);
}

/** Returns the ids of the users that the lab creates, in the tutorial's order. */
export function toUserIds({
  accessEngine,
  names,
}: Pick<LabFacts['config'], 'accessEngine' | 'names'>): string[] {
  return accessEngine === 'valkey' ? [names.iamUser] : [names.defaultUser, names.iamUser];
}

function deleteUser(id: string): ShellCommand {
  return aws('elasticache delete-user', ['--user-id', id]);
}

/** Lambda's interfaces carry the name of the function in their description (F6.8). */
function waitForInterfaces({ config }: LabFacts): ShellCommand {
  return untilEmpty(
    aws(
      'ec2 describe-network-interfaces',
      ['--filters', `Name=description,Values=AWS Lambda VPC ENI-${config.names.function}-*`],
      ['--query', 'NetworkInterfaces[].NetworkInterfaceId'],
    ),
  );
}
