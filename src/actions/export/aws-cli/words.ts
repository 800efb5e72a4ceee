import type { ShellCommand } from '../../learn/shell-command.js';
import { toShellWord } from '../../shell-word.js';
import { hasReferences, type ReferenceName, replaceReferences } from '../references.js';

/** The variables of the script that hold what only AWS knows. */
const VARIABLES: Readonly<Record<ReferenceName, string>> = {
  account: 'account',
  partition: 'partition',
  region: 'region',
  created: 'created',
  roleArn: 'role_arn',
  subnetIds: 'subnets',
  securityGroupIds: 'groups',
  cacheAddress: 'address',
  cachePort: 'port',
};

/** Characters with a meaning in double quotes. */
const SPECIAL = /["\\$`]/;

/** Quotes a text for bash. References become variables. */
export function toBashWord(text: string): string {
  // Queries have single quotes, which are hard to read in single quotes.
  const isQuery = text.includes("'") && !SPECIAL.test(text);
  if (!hasReferences(text) && !isQuery) return toShellWord(text);
  return `"${expand(text, new RegExp(SPECIAL, 'g'))}"`;
}

/** Escapes the literal parts of a text, and writes its references as variables. */
function expand(text: string, special: RegExp): string {
  return replaceReferences(text, {
    literal: (part) => part.replace(special, '\\$&'),
    reference: (name) => `\${${VARIABLES[name]}}`,
  });
}

/**
 * Renders a command with one option on each line. A document with references comes before it, in a variable: quoted inside
 * the command, it would be hard to read.
 */
export function renderCommand(
  { words }: ShellCommand,
  { before = '', indent = '', after = '' } = {},
): { documents: string[]; lines: string[] } {
  const documents: string[] = [];
  const options = words.map(([first = '', ...values], index) => {
    const isDocument = values.some((value) => value.includes('\n') && hasReferences(value));
    if (index === 0 || !isDocument) return [first, ...values].map(toBashWord).join(' ');
    const variable = first.replace(/^--/, '').replaceAll('-', '_');
    documents.push(`${variable}=$(`, '  cat << JSON', ...values.flatMap(toHereDocument));
    documents.push('JSON', ')');
    return `${first} "$${variable}"`;
  });
  const lines = options.map((option, index) => {
    const start = index === 0 ? `${indent}${before}` : `${indent}  `;
    const end = index === options.length - 1 ? after : ' \\';
    return `${start}${option}${end}`;
  });
  return { documents, lines };
}

const toHereDocument = (text: string): string[] => expand(text, /[\\$`]/g).split('\n');
