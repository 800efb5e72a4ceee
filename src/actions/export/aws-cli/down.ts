import type { ShellCommand } from '../../learn/shell-command.js';
import { aws, toOptions } from '../../learn/steps/aws-cli.js';
import { toUserIds } from '../../learn/steps/clean-up.js';
import { type ExportedLab, toLabInputs } from '../lab.js';
import { toChapter } from './chapters.js';
import { REMOVE } from './functions.js';
import { renderChapter, renderCommands, renderGuard, renderHead } from './script.js';
import { readTags } from './tags.js';
import { renderCommand, toBashWord } from './words.js';

const ABOUT =
  'Deletes what up.sh created, in an order that AWS accepts, and only resources with the tags of the lab. You can run it again, and after `valkey-lab up`. Functions that you have added with `valkey-lab deploy-function` are deleted by `valkey-lab down`.';

/** Renders the script that deletes the lab. */
export function renderDown(lab: ExportedLab): string {
  const { names, topology } = lab.config;
  const isPublic = topology === 'public';
  const { connectAttachment, executionAttachment } = toLabInputs(lab);
  const functions = lab.functions.map(({ ctx }) => ctx.config.names);
  const groupTags = (id: string) => readTags.elastiCache('usergroup', id);
  const detach = (input: object) => aws('iam detach-role-policy', ...toOptions(input));
  const renderStep = (number: '4.1' | '4.2' | '4.3') => {
    const { title, why } = toChapter(lab, number);
    return renderChapter(title, [why], []);
  };
  const policyArn = ['--policy-arn', connectAttachment.PolicyArn];
  const lines = [
    ...renderHead(lab, { about: ABOUT, functions: [FOREIGN, REMOVE] }),
    ...renderStep('4.1'),
    ...functions.flatMap(({ function: name }) =>
      renderDelete(`function ${name}`, readTags.lambda(name), [
        aws('lambda delete-function', ['--function-name', name]),
      ]),
    ),
    ...renderStep('4.2'),
    ...renderDelete(`cache ${names.cache}`, readTags.elastiCache('serverlesscache', names.cache), [
      aws('elasticache delete-serverless-cache', ['--serverless-cache-name', names.cache]),
    ]),
    ...renderDelete(`user group ${names.userGroup}`, groupTags(names.userGroup), [
      aws('elasticache delete-user-group', ['--user-group-id', names.userGroup]),
    ]),
    ...toUserIds(lab.config).flatMap((id) =>
      renderDelete(`user ${id}`, readTags.elastiCache('user', id), [
        aws('elasticache delete-user', ['--user-id', id]),
      ]),
    ),
    ...renderStep('4.3'),
    ...(isPublic ? [] : functions.flatMap(({ function: name }) => renderInterfaces(name))),
    ...renderQuickDelete(`role ${names.role}`, readTags.role(names.role), [
      detach(connectAttachment),
      detach(executionAttachment),
      aws('iam delete-role', ['--role-name', names.role]),
    ]),
    ...renderPolicy(names.policy, policyArn),
    ...functions.flatMap(({ logGroup }) =>
      renderQuickDelete(`log group ${logGroup}`, readTags.logGroup(logGroup), [
        aws('logs delete-log-group', ['--log-group-name', logGroup]),
      ]),
    ),
    '',
    "say 'Everything that up.sh created is deleted.'",
  ];
  return `${lines.join('\n')}\n`;
}

const FOREIGN = `# Resources of others are not deleted.
foreign() {
  say "kept $1, which is not a resource of the lab $lab in $region"
  return 2
}`;

/** Renders a deletion of a resource that exists, and the wait until it is gone. */
function renderDelete(
  name: string,
  tags: ShellCommand,
  commands: readonly ShellCommand[],
): string[] {
  return renderRemoval(name, tags, commands, renderGone(name, tags));
}

/** Renders the deletion of a resource that nothing else waits for: AWS deletes it at once. */
function renderQuickDelete(
  name: string,
  tags: ShellCommand,
  commands: readonly ShellCommand[],
): string[] {
  return renderRemoval(name, tags, commands, [renderDeleted(name)]);
}

function renderRemoval(
  name: string,
  tags: ShellCommand,
  commands: readonly ShellCommand[],
  ending: readonly string[],
): string[] {
  return [
    ...renderGuard('if', name, tags),
    ...renderCommands(commands, { before: 'remove ', indent: '  ' }),
    ...ending,
    'fi',
  ];
}

const renderDeleted = (name: string) => `  say ${toBashWord(`deleted ${name}`)}`;

function renderGone(name: string, tags: ShellCommand): string[] {
  return [
    ...renderCommand(tags, {
      before: `while exists ${toBashWord(name)} `,
      indent: '  ',
      after: '; do',
    }).lines,
    `    pause ${toBashWord(`waiting until the ${name} is gone`)}`,
    '  done',
    renderDeleted(name),
  ];
}

/** `up` may have added versions to the policy, which AWS does not delete with it (F7.5). */
function renderPolicy(name: string, arn: readonly string[]): string[] {
  const tags = readTags.policy(arn[1] ?? '');
  const list = aws(
    'iam list-policy-versions',
    arn,
    ['--query', 'Versions[?!IsDefaultVersion].VersionId'],
    ['--output', 'text'],
  );
  return [
    ...renderGuard('if', `policy ${name}`, tags),
    ...renderCommand(list, { before: 'versions=$(', indent: '  ', after: ')' }).lines,
    '  for version in $versions; do',
    ...renderCommand(aws('iam delete-policy-version', arn), {
      before: 'remove ',
      indent: '    ',
      after: ' --version-id "$version"',
    }).lines,
    '  done',
    ...renderCommands([aws('iam delete-policy', arn)], { before: 'remove ', indent: '  ' }),
    renderDeleted(`policy ${name}`),
    'fi',
  ];
}

/** The identifier at the end of the description is a UUID (F6.8). */
const UUID_LENGTH = 36;

/**
 * Renders the wait for the function's network interfaces. Lambda releases them some minutes after the function is deleted, and
 * would delete them much later (F6.9).
 */
function renderInterfaces(name: string): string[] {
  const prefix = `AWS Lambda VPC ENI-${name}-`;
  const length = prefix.length + UUID_LENGTH;
  const query = (filter: string) =>
    `NetworkInterfaces[?length(Description)==\`${length}\`${filter}].NetworkInterfaceId`;
  const list = (filter: string) =>
    renderCommand(
      aws(
        'ec2 describe-network-interfaces',
        ['--filters', `Name=description,Values=${prefix}*`],
        ['--query', query(filter)],
        ['--output', 'text'],
      ),
      { before: '$(', indent: '    ', after: ')' },
    ).lines;
  const [all, released] = [list(''), list(" && Status=='available'")];
  return [
    'state=0',
    ...renderCommand(readTags.lambda(name), {
      before: `exists ${toBashWord(`function ${name}`)} `,
      after: ' > /dev/null || state=$?',
    }).lines,
    'if [ "$state" -eq 1 ]; then',
    '  while true; do',
    `    interfaces=${all.join('\n').trimStart()}`,
    '    if [ -z "$interfaces" ]; then break; fi',
    `    released=${released.join('\n').trimStart()}`,
    '    for id in $released; do',
    '      remove aws ec2 delete-network-interface --network-interface-id "$id"',
    '    done',
    `    pause ${toBashWord(`waiting until Lambda releases the network interfaces of ${name}`)}`,
    '  done',
    'fi',
  ];
}
