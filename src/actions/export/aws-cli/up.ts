import type { ShellCommand } from '../../learn/shell-command.js';
import { aws, toOptions } from '../../learn/steps/aws-cli.js';
import {
  type ExportedFunction,
  type ExportedLab,
  type LabInputs,
  toFunctionInputs,
  toLabInputs,
} from '../lab.js';
import { renderLookUp } from '../network.js';
import { toLabOptions } from '../readme.js';
import { TUTORIAL, toFunctionReason, toReasons } from '../reasons.js';
import { toChapter } from './chapters.js';
import { CHECK_PUBLIC, SEND } from './functions.js';
import { renderChapter, renderCommands, renderCreate, renderHead } from './script.js';
import { readTags } from './tags.js';
import { toBashWord } from './words.js';

const ABOUT = `Creates ${TUTORIAL}: the commands of the tutorial, in an order that works, with their waits. It creates only what is missing, so you can run it again. down.sh deletes everything.`;

/** Renders the script that creates the lab. */
export function renderUp(lab: ExportedLab): string {
  const inputs = toLabInputs(lab);
  const isPublic = lab.config.topology === 'public';
  const reasons = toReasons(lab.config);
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
    ...lab.functions.flatMap((one) => renderFunction(lab, one)),
    '',
    `say ${toBashWord(`The lab is complete. Prove it with: valkey-lab invoke${toLabOptions(lab)}`)}`,
  ];
  return `${lines.join('\n')}\n`;
}

const FOREIGN = `# Resources of others are not changed. Lambda or an earlier lab may have left a log group, which can be used as it is.
foreign() {
  case $1 in
    'log group '*) say "$1 exists already, and is left as it is" ;;
    *) fail "$1 exists, but it is not a resource of the lab $lab in $region. It was not changed." 3 ;;
  esac
}`;

function renderUser(input: { readonly UserId: string }, reason: string): string[] {
  const { UserId: id } = input;
  const name = `user ${id}`;
  const create = aws('elasticache create-user', ...toOptions(input));
  const read = aws('elasticache describe-users', ['--user-id', id], ['--query', 'Users[0].Status']);
  return [
    ...renderChapter(`The ${name}`, [reason], []),
    ...renderCreate(name, readTags.elastiCache('user', id), [create]),
    ...renderWait(name, 'active', read),
  ];
}

function renderUserGroup(input: { readonly UserGroupId: string }, reason: string): string[] {
  const { UserGroupId: id } = input;
  const name = `user group ${id}`;
  const create = aws('elasticache create-user-group', ...toOptions(input));
  const read = aws(
    'elasticache describe-user-groups',
    ['--user-group-id', id],
    ['--query', 'UserGroups[0].Status'],
  );
  return [
    ...renderChapter(`The ${name}`, [reason], []),
    ...renderCreate(name, readTags.elastiCache('usergroup', id), [create]),
    ...renderWait(name, 'active', read),
  ];
}

function renderCache(lab: ExportedLab, input: { readonly ServerlessCacheName: string }): string[] {
  const { title, why } = toChapter(lab, '1.1');
  const { ServerlessCacheName: name } = input;
  const create = aws('elasticache create-serverless-cache', ...toOptions(input));
  return [
    ...renderChapter(title, [why, toReasons(lab.config).serverlessCache], []),
    ...renderCreate(`cache ${name}`, readTags.elastiCache('serverlesscache', name), [create]),
  ];
}

function renderRole(
  lab: ExportedLab,
  { role, policy, connectAttachment, executionAttachment }: LabInputs,
): string[] {
  const reasons = toReasons(lab.config);
  const [created, attached] = [toChapter(lab, '1.3'), toChapter(lab, '2.2')];
  const { RoleName, Path } = role;
  const attach = (input: object) => aws('iam attach-role-policy', ...toOptions(input));
  const { account, partition } = lab.identity;
  return [
    ...renderChapter(created.title, [created.why, reasons.role], []),
    ...renderCreate(`role ${RoleName}`, readTags.role(RoleName), [
      aws('iam create-role', ...toOptions(role)),
    ]),
    `role_arn=${toBashWord(`arn:${partition}:iam::${account}:role${Path}${RoleName}`)}`,
    '',
    ...renderChapter(`The policy ${policy.PolicyName}`, [reasons.policy], []).slice(1),
    ...renderCreate(`policy ${policy.PolicyName}`, readTags.policy(connectAttachment.PolicyArn), [
      aws('iam create-policy', ...toOptions(policy)),
    ]),
    ...renderCommands([attach(connectAttachment)], { before: 'send ' }),
    ...renderChapter(attached.title, [attached.why], []),
    ...renderCommands([attach(executionAttachment)], { before: 'send ' }),
  ];
}

function renderNetwork({ config }: ExportedLab): string[] {
  const lines = renderLookUp(config);
  if (lines.length === 0) return [];
  const title = 'The network of the function';
  if (config.subnetIds.length > 0) {
    const reason =
      'The configuration names the subnets. The security group is the default one of their VPC.';
    return renderChapter(title, [reason], lines);
  }
  const reason =
    'The function and the cache are in the default VPC, where ElastiCache chooses the subnets of the cache. Lambda takes at most 16 subnets.';
  const check =
    'if [ "$vpc" = None ]; then fail "There are no subnets in a default VPC of $region." 1; fi';
  return renderChapter(title, [reason], [...lines, check]);
}

function renderWaitForCache(lab: ExportedLab): string[] {
  const { names, topology } = lab.config;
  const read = aws(
    'elasticache describe-serverless-caches',
    ['--serverless-cache-name', names.cache],
    ['--query', 'ServerlessCaches[0].[Status, Endpoint.Address, Endpoint.Port]'],
  );
  const { title, why } = toChapter(lab, '1.2');
  // F11.6
  const time = topology === 'public' ? 'less than a minute' : 'about two minutes';
  return renderChapter(
    title,
    [why, `The address is known when the cache is available, after ${time}.`],
    [
      ...renderWait(`cache ${names.cache}`, 'available', read),
      'read -r _ address port <<< "$answer"',
    ],
  );
}

/** Renders the wait until a resource has a status. */
function renderWait(name: string, status: string, read: ShellCommand): string[] {
  return renderCommands([read], { before: `wait_for ${toBashWord(name)} ${status} ` });
}

function renderFunction(lab: ExportedLab, { ctx, plainName }: ExportedFunction): string[] {
  const { logGroup, retention, zipFile, ...inputs } = toFunctionInputs(ctx);
  const reasons = toReasons(lab.config);
  const { logGroupName: group } = logGroup;
  const { FunctionName: name } = inputs.function;
  const create = aws(
    'lambda create-function',
    ['--zip-file', `fileb://${zipFile}`],
    ...toOptions(inputs.function),
  );
  const read = aws(
    'lambda get-function',
    ['--function-name', name],
    ['--query', 'Configuration.State'],
  );
  return [
    ...renderChapter(`${toChapter(lab, '2.3').title}: ${name}`, [reasons.logGroup], []),
    ...renderCreate(`log group ${group}`, readTags.logGroup(group), [
      aws('logs create-log-group', ...toOptions(logGroup)),
      aws('logs put-retention-policy', ...toOptions(retention)),
    ]),
    ...renderChapter(`The function ${name}`, [toFunctionReason(reasons, plainName)], []),
    ...renderCreate(`function ${name}`, readTags.lambda(name), [create]),
    ...renderWait(`function ${name}`, 'active', read),
  ];
}
