import type { ShellCommand } from '../../learn/shell-command.js';
import { aws, toOptions } from '../../learn/steps/aws-cli.js';
import { toStep } from '../../learn/steps/index.js';
import { type ExportedLab, type FunctionInputs, toFunctionInputs, toLabInputs } from '../lab.js';
import { REASONS } from '../reasons.js';
import { SEND } from './functions.js';
import { renderChapter, renderCommands, renderCreate, renderHead } from './script.js';
import {
  readElastiCacheTags,
  readFunctionTags,
  readLogGroupTags,
  readPolicyTags,
  readRoleTags,
} from './tags.js';
import { toBashWord } from './words.js';

const ABOUT =
  "AWS's tutorial for Lambda and ElastiCache with IAM authentication, with the AWS CLI: the commands of the tutorial, in an order that works, with their waits. It creates what is missing, so you can run it again. ./down.sh deletes everything again.";

/** Renders the script that creates the lab. */
export function renderUp(lab: ExportedLab): string {
  const inputs = toLabInputs(lab);
  const lines = [
    ...renderHead(lab, { about: ABOUT, functions: [FOREIGN, SEND] }),
    "created=$(date -u '+%Y-%m-%dT%H:%M:%SZ')",
    ...renderChapter(toTitle('1.4'), [toWhy('1.4'), REASONS.tags], []),
    ...(inputs.defaultUser ? renderUser(inputs.defaultUser, REASONS.defaultUser) : []),
    ...renderUser(inputs.iamUser, REASONS.iamUser),
    ...renderUserGroup(inputs.userGroup),
    ...renderCache(inputs.serverlessCache),
    ...renderRole(inputs, lab),
    ...renderNetwork(lab),
    ...renderWaitForCache(inputs.serverlessCache.ServerlessCacheName),
    ...lab.functions.flatMap(({ ctx }) => renderFunction(toFunctionInputs(ctx))),
    '',
    `say 'The lab is complete. Prove it with: valkey-lab invoke; valkey-lab verify'`,
  ];
  return `${lines.join('\n')}\n`;
}

const FOREIGN = `# Nothing of others is changed. Lambda or an earlier lab may have left a log group, which can be used as it is.
foreign() {
  case $1 in
    'log group '*) say "$1 exists already, and is left as it is" ;;
    *) fail "$1 exists, but it is not a resource of the lab $lab in $region. It was not changed." 3 ;;
  esac
}`;

type Number = Parameters<typeof toStep>[0];
const toTitle = (number: Number) => `${number} ${toStep(number).title}`;
const toWhy = (number: Number) => toStep(number).why;

function renderUser(input: { readonly UserId: string }, reason: string): string[] {
  const { UserId: id } = input;
  const create = aws('elasticache create-user', ...toOptions(input));
  const read = aws('elasticache describe-users', ['--user-id', id], ['--query', 'Users[0].Status']);
  return [
    ...renderChapter(`The user ${id}`, [reason], []),
    ...renderCreate(`user ${id}`, readElastiCacheTags('user', id), [create]),
    ...renderCommands([read], { before: 'wait_for active ' }),
  ];
}

function renderUserGroup(input: { readonly UserGroupId: string }): string[] {
  const { UserGroupId: id } = input;
  const create = aws('elasticache create-user-group', ...toOptions(input));
  const read = aws(
    'elasticache describe-user-groups',
    ['--user-group-id', id],
    ['--query', 'UserGroups[0].Status'],
  );
  return [
    ...renderChapter(`The user group ${id}`, [REASONS.userGroup], []),
    ...renderCreate(`user group ${id}`, readElastiCacheTags('usergroup', id), [create]),
    ...renderCommands([read], { before: 'wait_for active ' }),
  ];
}

function renderCache(input: { readonly ServerlessCacheName: string }): string[] {
  const { ServerlessCacheName: name } = input;
  const create = aws('elasticache create-serverless-cache', ...toOptions(input));
  return [
    ...renderChapter(toTitle('1.1'), [toWhy('1.1'), REASONS.serverlessCache], []),
    ...renderCreate(`cache ${name}`, readElastiCacheTags('serverlesscache', name), [create]),
  ];
}

function renderRole(
  { role, policy, connectAttachment, executionAttachment }: ReturnType<typeof toLabInputs>,
  lab: ExportedLab,
): string[] {
  const { RoleName, Path } = role;
  const attach = (input: object) => aws('iam attach-role-policy', ...toOptions(input));
  const { account, partition } = lab.identity;
  return [
    ...renderChapter(toTitle('1.3'), [toWhy('1.3'), REASONS.role], []),
    ...renderCreate(`role ${RoleName}`, readRoleTags(RoleName), [
      aws('iam create-role', ...toOptions(role)),
    ]),
    `role_arn=${toBashWord(`arn:${partition}:iam::${account}:role${Path}${RoleName}`)}`,
    '',
    ...renderChapter(`The policy ${policy.PolicyName}`, [REASONS.policy], []).slice(1),
    ...renderCreate(`policy ${policy.PolicyName}`, readPolicyTags(connectAttachment.PolicyArn), [
      aws('iam create-policy', ...toOptions(policy)),
    ]),
    ...renderCommands([attach(connectAttachment)], { before: 'send ' }),
    ...renderChapter(toTitle('2.2'), [toWhy('2.2'), REASONS.executionAttachment], []),
    ...renderCommands([attach(executionAttachment)], { before: 'send ' }),
  ];
}

/** The function's network: the configured one, or that of the default VPC, as the tutorial has it. */
function renderNetwork({ config: { subnetIds, securityGroupIds } }: ExportedLab): string[] {
  if (subnetIds.length > 0 && securityGroupIds.length > 0) return [];
  const subnets =
    subnetIds.length > 0
      ? ['--subnet-ids', ...subnetIds]
      : ['--filters', 'Name=default-for-az,Values=true'];
  const list = toBashWord(subnets[0] ?? '');
  const values = subnets.slice(1).map(toBashWord).join(' ');
  const read = `aws ec2 describe-subnets ${list} ${values}`;
  return [
    ...renderChapter(
      'The network of the function',
      [
        'The function and the cache are in the default VPC, where ElastiCache chooses the subnets of the cache. Lambda takes at most 16 subnets.',
      ],
      [
        `vpc=$(${read} --query 'Subnets[0].VpcId' --output text)`,
        `if [ "$vpc" = None ]; then fail "There are no subnets in a default VPC of $region." 1; fi`,
        ...(subnetIds.length > 0
          ? []
          : [`subnets=$(${read} --query "join(',', Subnets[:16].SubnetId)" --output text)`]),
        ...(securityGroupIds.length > 0
          ? []
          : [
              'groups=$(aws ec2 describe-security-groups \\',
              '  --filters "Name=vpc-id,Values=$vpc" Name=group-name,Values=default \\',
              "  --query 'SecurityGroups[0].GroupId' --output text)",
            ]),
      ],
    ),
  ];
}

function renderWaitForCache(name: string): string[] {
  const read = (member: string): ShellCommand =>
    aws(
      'elasticache describe-serverless-caches',
      ['--serverless-cache-name', name],
      ['--query', `ServerlessCaches[0].${member}`],
    );
  const assign = (variable: string, member: string) => {
    const words = [...read(member).words, ['--output', 'text']];
    return renderCommands([{ words }], { before: `${variable}=$(` })
      .join('\n')
      .concat(')');
  };
  return renderChapter(
    toTitle('1.2'),
    [toWhy('1.2'), 'The address is known when the cache is available, after about two minutes.'],
    [
      ...renderCommands([read('Status')], { before: 'wait_for available ' }),
      assign('address', 'Endpoint.Address'),
      assign('port', 'Endpoint.Port'),
    ],
  );
}

function renderFunction({ logGroup, retention, zipFile, ...inputs }: FunctionInputs): string[] {
  const { logGroupName: group } = logGroup;
  const { FunctionName: name } = inputs.function;
  const create = aws(
    'lambda create-function',
    ['--zip-file', `fileb://${zipFile}`],
    ...toOptions(inputs.function),
  );
  const read = aws(
    'lambda get-function-configuration',
    ['--function-name', name],
    ['--query', 'State'],
  );
  return [
    ...renderChapter(`${toTitle('2.3')}: ${name}`, [REASONS.logGroup], []),
    ...renderCreate(`log group ${group}`, readLogGroupTags(group), [
      aws('logs create-log-group', ...toOptions(logGroup)),
      aws('logs put-retention-policy', ...toOptions(retention)),
    ]),
    ...renderChapter(`The function ${name}`, [REASONS.function], []),
    ...renderCreate(`function ${name}`, readFunctionTags(name), [create]),
    ...renderCommands([read], { before: 'wait_for active ' }),
  ];
}
