import { text as readText } from 'node:stream/consumers';
import type { Rule } from '../actions/explain/rule.js';
import { toTable } from '../cli/rendering/format.js';
import type { Palette } from '../cli/rendering/palette.js';
import type { Ui } from '../cli/rendering/ui.js';
import { LabError } from '../errors.js';
import { explain } from '../iam-auth/index.js';
import type { Target } from '../session/target.js';
import { type CommandFlags, toNextLines, withContext } from './context.js';
import { withFlagsInText } from './session/flags.js';
import { withTarget } from './session.js';

export interface ExplainFlags extends CommandFlags {
  /** A token, or `-`: it comes from stdin. Undefined: the lab's set-up is explained. */
  readonly token?: string;
}

/** Says which rules of a token, or of the lab's set-up, hold and which are broken, and how to mend those. */
export async function runExplain(flags: ExplainFlags, ui: Ui): Promise<void> {
  await (flags.token === undefined ? explainLab(flags, ui) : explainToken(flags, ui));
}

/** Nothing is asked of AWS. */
function explainToken(flags: ExplainFlags, ui: Ui): Promise<void> {
  return withTarget('explain', flags, ui, async ({ config, target }) => {
    const { region } = target.access;
    const rules = await explain({
      token: flags.token === '-' && !ui.caller ? await readStdin(ui) : (flags.token ?? ''),
      ...{ cacheName: config.names.cache, username: config.names.iamUser, region },
      credentials: await findCredentials(target),
    });
    const head = { lab: config.lab, region, account: null, local: target.local };
    show({ subject: 'token', head, rules }, flags, ui);
  });
}

function explainLab(flags: ExplainFlags, ui: Ui): Promise<void> {
  return withContext('explain', flags, ui, async (ctx) => {
    const { readSetUp } = await import('../actions/explain/set-up-facts.js');
    const { explainSetUp } = await import('../actions/explain/set-up-rules.js');
    const rules = explainSetUp(await readSetUp(ctx)).map((rule) => withFlags(rule, flags));
    show({ subject: 'set-up', head: ctx.envelope(), rules }, flags, ui);
  });
}

/** Whoever calls may be who signed it; without credentials signatures stay open. */
async function findCredentials({ access }: Target) {
  try {
    return await access.credentials();
  } catch {
    return undefined;
  }
}

/** The one line break that `echo` and files add is no part of a token. */
async function readStdin(ui: Ui): Promise<string> {
  if (process.stdin.isTTY) ui.note('Reading the token from stdin; Ctrl-D ends it.');
  return (await readText(process.stdin)).replace(/\r?\n$/, '');
}

function withFlags(rule: Rule, flags: CommandFlags): Rule {
  return { ...rule, remedy: rule.remedy && withFlagsInText(rule.remedy, flags) };
}

interface Explanation {
  readonly subject: 'token' | 'set-up';
  readonly head: object;
  readonly rules: readonly Rule[];
}

function show({ subject, head, rules }: Explanation, flags: ExplainFlags, ui: Ui): void {
  const broken = rules.filter(({ ok }) => ok === false);
  const document = { command: 'explain', ok: true, ...head, subject, rules };
  const toText = (palette: Palette) => `${toLines({ subject, rules, flags, ui }, palette)}\n`;
  if (broken.length === 0) {
    ui.result(document, toText);
    return;
  }
  if (!ui.options.json) ui.result(document, toText);
  const names = broken.map(({ rule }) => rule).join(', ');
  const what = subject === 'token' ? 'The token' : "The lab's set-up";
  throw new LabError('RULE_BROKEN', `${what} breaks ${toCountText(broken.length)}: ${names}.`, {
    details: { subject, rules },
  });
}

function toCountText(count: number): string {
  return count === 1 ? 'one rule' : `${count} rules`;
}

interface Shown {
  readonly subject: Explanation['subject'];
  readonly rules: readonly Rule[];
  readonly flags: ExplainFlags;
  readonly ui: Ui;
}

function toLines({ subject, rules, flags, ui }: Shown, palette: Palette): string {
  const broken = rules.filter(({ ok }) => ok === false).length;
  const open = rules.filter(({ ok }) => ok === null).length;
  const what = subject === 'token' ? 'The token' : "The lab's set-up";
  const more = open > 0 ? ` ${open} cannot be told from here.` : '';
  const title =
    broken === 0 ? `${what} breaks no rule.` : `${what} breaks ${broken} of ${rules.length} rules.`;
  const rows = toTable(rules.map(({ rule, message }) => [rule, message]));
  const lines = rules.flatMap(({ ok, remedy }, index) => {
    const row = rows[index] ?? '';
    if (ok) return [`  ${palette.green('✓')} ${palette.dim(row)}`];
    const mark = ok === null ? palette.yellow('?') : palette.red('✗');
    const indent = ' '.repeat(4 + row.length - (rules[index]?.message.length ?? 0));
    const said = (remedy ?? '').replaceAll('`valkey-lab ', `\`${ui.program} `);
    return [`  ${mark} ${row}`, `${indent}${palette.cyan('→')} ${said}`];
  });
  const next = broken === 0 ? ['', ...toNextLines(NEXT[subject], flags, ui.program)] : [];
  return [palette.bold(`${title}${more}`), ...lines, ...next].join('\n');
}

const NEXT = {
  token: [['explain', "look at the lab's set-up: user, user group, policies"]],
  'set-up': [['verify', 'prove that authentication is enforced']],
} as const;
