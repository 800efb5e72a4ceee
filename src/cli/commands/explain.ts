import { text as readText } from 'node:stream/consumers';
import * as actions from '../../actions/index.js';
import type { ExplainResult } from '../../actions/results.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, type View } from '../command.js';
import { toCount } from '../rendering/format.js';
import { type CommandLine, renderHint } from '../rendering/hint.js';
import { renderList } from '../rendering/layout.js';
import { type Next, renderNext } from '../rendering/next.js';
import type { Output } from '../rendering/output.js';
import { toRuleEntries } from '../rendering/rules.js';
import type { Head } from './documents.js';

const SUBJECTS = { token: 'The token', 'set-up': "The lab's set-up" } as const;

const NEXT: Readonly<Record<ExplainResult['subject'], Next>> = {
  token: [['explain'], "look at the lab's set-up: user, user group, policies"],
  'set-up': [['verify'], 'prove that authentication is enforced'],
};

export const explain = defineCommand({
  name: 'explain',
  description: "check each rule of a token, or of the lab's set-up, and say how to fix it",
  examples: [
    'valkey-lab token | valkey-lab explain -',
    'valkey-lab explain - < token.txt',
    'valkey-lab explain',
    'valkey-lab explain "$TOKEN"',
  ],
  argument: {
    name: '[token]',
    description:
      "`-` reads the token from stdin and keeps it out of the process list and the shell's history; without a token, the set-up is checked",
  },
  options: {},
  async act({ token, ...options }: RunOptions & { readonly token?: string }, output: Output) {
    const given = token === '-' ? await readStdin(output) : token;
    return actions.explain({ ...options, ...(given !== undefined && { token: given }) });
  },
  verdicts: ['RULE_BROKEN'],
  toDocument: ({ subject, rules, ...place }, { line }): ExplainDocument => ({
    ...{ ...place, subject },
    rules: toRuleDocuments(rules, line),
  }),
  toFailureMembers: ({ rules }, { line }) => (rules ? { rules: toRuleDocuments(rules, line) } : {}),
  render: renderRules,
});

interface ExplainDocument extends Omit<Head, 'account'> {
  readonly account: string | null;
  readonly subject: 'token' | 'set-up';
  readonly rules: readonly RuleDocument[];
}

export interface RuleDocument {
  readonly rule: string;
  readonly ok: boolean | null;
  readonly message: string;
  readonly remedy: string | null;
}

export function toRuleDocuments(rules: ExplainResult['rules'], line: CommandLine): RuleDocument[] {
  return rules.map(({ rule, ok, message, remedy }) => {
    return { rule, ok, message, remedy: remedy && renderHint(remedy, line) };
  });
}

/** Reads the token from stdin, without the line break that `echo` adds. */
async function readStdin(output: Output): Promise<string> {
  if (process.stdin.isTTY) output.note('Reading the token from stdin; Ctrl-D ends the input.');
  return (await readText(process.stdin)).replace(/\r?\n$/, '');
}

function renderRules({ subject, rules }: ExplainResult, view: View): string[] {
  const { palette, line, columns } = view;
  const broken = rules.filter(({ ok }) => ok === false).length;
  const open = rules.filter(({ ok }) => ok === null).length;
  const what = SUBJECTS[subject];
  const more = open > 0 ? ` ${open} cannot be checked from here.` : '';
  const title =
    broken === 0
      ? `${what} breaks no rule.`
      : `${what} breaks ${broken} of ${toCount(rules.length, 'rule')}.`;
  const entries = toRuleEntries(rules, view);
  const next = broken === 0 ? renderNext([NEXT[subject]], line, columns) : [];
  return [palette.bold(`${title}${more}`), ...renderList(entries, columns), ...next];
}
