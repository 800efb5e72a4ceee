import { aws, toOptions } from '../../learn/steps/aws-cli.js';
import {
  type ExportedLab,
  type FunctionInputs,
  type LabInputs,
  toFunctionInputs,
  toLabInputs,
} from '../lab.js';
import { toReasons } from '../reasons.js';
import { toChapter } from './chapters.js';
import { CHECK_PUBLIC, SEND } from './functions.js';
import { renderChapter, renderCommands, renderCreate, renderHead } from './script.js';
import {
  readElastiCacheTags,
  readFunctionTags,
  readLogGroupTags,
  readPolicyTags,
  readRoleTags,
} from './tags.js';
import { renderCommand, toBashWord } from './words.js';

const ABOUT =
  "AWS's tutorial for Lambda and ElastiCache with IAM authentication, with the AWS CLI: the commands of the tutorial, in an order that works, with their waits. It creates what is missing, so you can run it again. ./down.sh deletes everything again.";

/** Renders the script that creates the lab. */
export function renderUp(lab: ExportedLab): string {
  const inputs = toLabInputs(lab);
  const isPublic = lab.config.topology === 'public';
  const reasons = toReasons(lab.config.topology);
  const { title, why } = toChapter(lab, '1.4');
  const lines = [
    ...renderHead(lab, {
      about: ABOUT,
      functions: [FOREIGN, SEND, ...(isPublic ? [CHECK_PUBLIC] : [])],
    }),
    "created=$(date -u '+%Y-%m-%dT%H:%M:%SZ')",
    ...renderChapter(title, [why, reasons.tags], []),
    ...(inputs.defaultUser ? renderUser(inputs.defaultUser, reasons.defaultUser) : []),
    ...renderUser(inputs.iamUser, reasons.iamUser),
    ...renderUserGroup(inputs.userGroup, reasons.userGroup),
    ...renderCache(lab, inputs.serverlessCache),
    ...renderRole(lab, inputs),
    ...(isPublic ? [] : renderNetwork(lab)),
    ...renderWaitForCache(lab),
    ...lab.functions.flatMap(({ ctx }) => renderFunction(lab, toFunctionInputs(ctx))),
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

function renderUserGroup(input: { readonly UserGroupId: string }, reason: string): string[] {
  const { UserGroupId: id } = input;
  const create = aws('elasticache create-user-group', ...toOptions(input));
  const read = aws(
    'elasticache describe-user-groups',
    ['--user-group-id', id],
    ['--query', 'UserGroups[0].Status'],
  );
  return [
    ...renderChapter(`The user group ${id}`, [reason], []),
    ...renderCreate(`user group ${id}`, readElastiCacheTags('usergroup', id), [create]),
    ...renderCommands([read], { before: 'wait_for active ' }),
  ];
}

function renderCache(lab: ExportedLab, input: { readonly ServerlessCacheName: string }): string[] {
  const { title, why } = toChapter(lab, '1.1');
  const { ServerlessCacheName: name } = input;
  const create = aws('elasticache create-serverless-cache', ...toOptions(input));
  return [
    ...renderChapter(title, [why, toReasons(lab.config.topology).serverlessCache], []),
    ...renderCreate(`cache ${name}`, readElastiCacheTags('serverlesscache', name), [create]),
  ];
}

function renderRole(
  lab: ExportedLab,
  { role, policy, connectAttachment, executionAttachment }: LabInputs,
): string[] {
  const reasons = toReasons(lab.config.topology);
  const [created, attached] = [toChapter(lab, '1.3'), toChapter(lab, '2.2')];
  const { RoleName, Path } = role;
  const attach = (input: object) => aws('iam attach-role-policy', ...toOptions(input));
  const { account, partition } = lab.identity;
  return [
    ...renderChapter(created.title, [created.why, reasons.role], []),
    ...renderCreate(`role ${RoleName}`, readRoleTags(RoleName), [
      aws('iam create-role', ...toOptions(role)),
    ]),
    `role_arn=${toBashWord(`arn:${partition}:iam::${account}:role${Path}${RoleName}`)}`,
    '',
    ...renderChapter(`The policy ${policy.PolicyName}`, [reasons.policy], []).slice(1),
    ...renderCreate(`policy ${policy.PolicyName}`, readPolicyTags(connectAttachment.PolicyArn), [
      aws('iam create-policy', ...toOptions(policy)),
    ]),
    ...renderCommands([attach(connectAttachment)], { before: 'send ' }),
    ...renderChapter(attached.title, [attached.why, reasons.executionAttachment], []),
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
  const query = "[Subnets[0].VpcId, join(',', Subnets[:16].SubnetId)]";
  const read = aws('ec2 describe-subnets', subnets, ['--query', query], ['--output', 'text']);
  const groups = [
    'groups=$(aws ec2 describe-security-groups \\',
    '  --filters "Name=vpc-id,Values=$vpc" Name=group-name,Values=default \\',
    "  --query 'SecurityGroups[0].GroupId' --output text)",
  ];
  return renderChapter(
    'The network of the function',
    [
      'The function and the cache are in the default VPC, where ElastiCache chooses the subnets of the cache. Lambda takes at most 16 subnets.',
    ],
    [
      ...renderCommand(read, { before: 'network=$(', after: ')' }).lines,
      'read -r vpc subnets <<< "$network"',
      `if [ "$vpc" = None ]; then fail "There are no subnets in a default VPC of $region." 1; fi`,
      ...(securityGroupIds.length > 0 ? [] : groups),
    ],
  );
}

function renderWaitForCache(lab: ExportedLab): string[] {
  const read = aws(
    'elasticache describe-serverless-caches',
    ['--serverless-cache-name', lab.config.names.cache],
    ['--query', 'ServerlessCaches[0].[Status, Endpoint.Address, Endpoint.Port]'],
  );
  const { title, why } = toChapter(lab, '1.2');
  // F11.6
  const time = lab.config.topology === 'public' ? 'less than a minute' : 'about two minutes';
  return renderChapter(
    title,
    [why, `The address is known when the cache is available, after ${time}.`],
    [
      ...renderCommands([read], { before: 'wait_for available ' }),
      'read -r _ address port <<< "$answer"',
    ],
  );
}

function renderFunction(
  lab: ExportedLab,
  { logGroup, retention, zipFile, ...inputs }: FunctionInputs,
): string[] {
  const reasons = toReasons(lab.config.topology);
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
    ...renderChapter(`${toChapter(lab, '2.3').title}: ${name}`, [reasons.logGroup], []),
    ...renderCreate(`log group ${group}`, readLogGroupTags(group), [
      aws('logs create-log-group', ...toOptions(logGroup)),
      aws('logs put-retention-policy', ...toOptions(retention)),
    ]),
    ...renderChapter(`The function ${name}`, [reasons.function], []),
    ...renderCreate(`function ${name}`, readFunctionTags(name), [create]),
    ...renderCommands([read], { before: 'wait_for active ' }),
  ];
}
