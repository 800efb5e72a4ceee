import type { ShellCommand } from '../../learn/shell-command.js';
import { toComment } from '../comment.js';
import type { ExportedLab } from '../lab.js';
import { FUNCTIONS } from './functions.js';
import { renderCommand, toBashWord } from './words.js';

/** Renders the beginning of a script: its settings, its functions, and the account. */
export function renderHead(
  { config, homeRegion }: ExportedLab,
  { about, functions }: { readonly about: string; readonly functions: readonly string[] },
): string[] {
  return [
    '#!/usr/bin/env bash',
    ...toComment(about),
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    '',
    '# The tags of the resources contain both names.',
    `lab=${toBashWord(config.lab || 'default')}`,
    `region=${toBashWord(homeRegion)}`,
    'own_tags=$(printf \'%s\\t%s\' "$lab" "$region")',
    '# The time between two reads of a wait.',
    `poll_seconds=\${POLL_SECONDS:-5}`,
    '# Version 1 of the AWS CLI reads only the second variable.',
    'export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_PAGER=',
    '',
    FUNCTIONS,
    '',
    ...functions.flatMap((text) => [text, '']),
    '# The account and its partition, which ARNs contain.',
    "identity=$(aws sts get-caller-identity --query '[Account, Arn]' --output text)",
    'read -r account arn <<< "$identity"',
    'partition=$(printf \'%s\' "$arn" | cut -d : -f 2)',
    ...(config.accountId === undefined ? [] : renderAccountCheck(config.accountId)),
  ];
}

function renderAccountCheck(accountId: string): string[] {
  const message = `fail "This is the account $account, but the script is for ${accountId}." 2`;
  return [`if [ "$account" != ${accountId} ]; then ${message}; fi`];
}

/** Renders a chapter: its title, the reasons, and its lines. */
export function renderChapter(
  title: string,
  reasons: readonly string[],
  lines: readonly string[],
): string[] {
  return ['', `# ${title}`, ...reasons.flatMap((reason) => toComment(reason)), ...lines];
}

/** Renders a change that is sent unless the resource exists. */
export function renderCreate(
  name: string,
  tags: ShellCommand,
  commands: readonly ShellCommand[],
): string[] {
  const changes = commands.map((command) =>
    renderCommand(command, { before: 'send ', indent: '  ' }),
  );
  return [
    ...changes.flatMap(({ documents }) => documents),
    ...renderGuard('if !', name, tags),
    ...changes.flatMap(({ lines }) => lines),
    `  say ${toBashWord(`created ${name}`)}`,
    'fi',
  ];
}

/** Renders the beginning of an `if` about a resource. */
export function renderGuard(word: 'if !' | 'if', name: string, tags: ShellCommand): string[] {
  const before = `${word} exists ${toBashWord(name)} `;
  return renderCommand(tags, { before, after: '; then' }).lines;
}

/** Renders commands that are always sent. */
export function renderCommands(
  commands: readonly ShellCommand[],
  { before, indent = '' }: { readonly before: string; readonly indent?: string },
): string[] {
  return commands.flatMap((command) => renderCommand(command, { before, indent }).lines);
}
