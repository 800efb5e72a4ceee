import { toOwnershipTags, toTagList } from '../../../engine/lab-tags.js';
import type { ShellCommand } from '../shell-command.js';
import type { LabFacts } from '../step.js';

/** Creates a command of the AWS CLI: `aws('iam create-role', ['--role-name', name])`. */
export function aws(operation: string, ...options: readonly (readonly string[])[]): ShellCommand {
  return { words: [['aws', ...operation.split(' ')], ...options] };
}

/** Repeats a read until it answers with this one word. The AWS CLI has no waiters for these resources (F1.11). */
export function untilIs(status: string, { words }: ShellCommand): ShellCommand {
  const after = `| grep -qx ${status}; do sleep 10; done`;
  return { words: [...words, ['--output', 'text']], frame: { before: 'until', after } };
}

/** Repeats a read until AWS answers that the resource does not exist. */
export function untilGone({ words }: ShellCommand): ShellCommand {
  return { words, frame: { before: 'while', after: '> /dev/null 2>&1; do sleep 10; done' } };
}

/** Repeats a read until its answer is empty. */
export function untilEmpty({ words }: ShellCommand): ShellCommand {
  return {
    words: [...words, ['--output', 'text']],
    frame: { before: 'while [ -n "$(', after: ')" ]; do sleep 30; done' },
  };
}

/** Formats a document, such as a policy, for reading. */
export function toJson(document: object): string {
  return JSON.stringify(document, null, 1);
}

/** Formats a structure in the AWS CLI's shorthand syntax: `Unit=GB,Maximum=1`. */
export function toShorthand(value: object): string {
  return Object.entries(value)
    .map(([key, member]) => `${key}=${toMember(member)}`)
    .join(',');
}

function toMember(member: unknown): string {
  if (Array.isArray(member)) return member.join(',');
  return typeof member === 'object' && member !== null
    ? `{${toShorthand(member)}}`
    : String(member);
}

/** Returns the option with the tags that make a resource the lab's, in the form of ElastiCache and IAM. */
export function toTagsOption(lab: LabFacts): string[] {
  return ['--tags', ...toTagList(toTags(lab)).map(toShorthand)];
}

/** Returns the same option in the form of Lambda and CloudWatch Logs. */
export function toTagMapOption(lab: LabFacts): string[] {
  return ['--tags', toShorthand(toTags(lab))];
}

function toTags({ config, region }: LabFacts): Readonly<Record<string, string>> {
  return { ...config.tags, ...toOwnershipTags({ lab: config.lab, region }) };
}
