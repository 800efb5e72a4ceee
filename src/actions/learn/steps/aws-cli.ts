import type { ShellCommand } from '../shell-command.js';

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

/** Returns the options of the AWS CLI for the input of an operation: `UserId` becomes `--user-id`. */
export function toOptions(input: object): string[][] {
  return Object.entries(input).map(([member, value]) => [
    `--${toKebabCase(member)}`,
    ...(Array.isArray(value) ? value.map(toWord) : [toWord(value, member)]),
  ]);
}

function toKebabCase(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '');
}

function toWord(value: unknown, member: unknown): string {
  if (typeof value === 'object' && value !== null) return toShorthand(value);
  // A policy is formatted for reading.
  const isDocument = typeof member === 'string' && member.endsWith('Document');
  return isDocument ? JSON.stringify(JSON.parse(String(value)), null, 1) : String(value);
}

/** Formats a structure in the AWS CLI's shorthand syntax: `Unit=GB,Maximum=1`. Where that has no way to say it, as JSON. */
function toShorthand(value: object): string {
  const members = Object.entries(value);
  if (!members.every(([key]) => /^[\w.:/-]+$/.test(key))) return JSON.stringify(value);
  return members.map(([key, member]) => `${key}=${toMember(member)}`).join(',');
}

function toMember(member: unknown): string {
  if (Array.isArray(member)) return member.map(toMember).join(',');
  if (typeof member === 'object' && member !== null) return `{${toShorthand(member)}}`;
  const text = String(member);
  const isPlain = !/^\s|\s$|[^\w\s./:+@\uE000\uE001-]/.test(text);
  return isPlain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
