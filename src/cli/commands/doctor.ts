import * as actions from '../../actions/index.js';
import type { CheckState, DoctorResult, Finding } from '../../actions/results.js';
import { LabError } from '../../errors.js';
import { defineCommand, flag, type View } from '../command.js';
import { toCount } from '../rendering/format.js';
import { renderHint } from '../rendering/hint.js';
import { renderList } from '../rendering/layout.js';
import { type Next, renderNext } from '../rendering/next.js';
import type { Palette } from '../rendering/palette.js';
import type { Head } from './documents.js';
import { PUBLIC } from './make.js';

export const doctor = defineCommand({
  name: 'doctor',
  description: 'check what `up` needs, and change nothing',
  examples: [
    'valkey-lab doctor',
    'valkey-lab doctor --lab pr-7 --json',
    'valkey-lab doctor --print-policy > operator.json',
    'valkey-lab doctor --print-policy --public --connect',
  ],
  options: {
    public: PUBLIC,
    printPolicy: flag(
      '--print-policy',
      'print the smallest IAM policy for a user who runs this lab',
    ),
    connect: flag('--connect', 'with --print-policy: also allow logins to the cache (ping, proxy)'),
  },
  async act({ printPolicy, connect, ...options }): Promise<DoctorResult | Policies> {
    if (printPolicy) return actions.operatorPolicy({ ...options, connect });
    if (!connect) return actions.doctor(options);
    throw new LabError('CONFIG_INVALID', '--connect needs --print-policy.');
  },
  verdicts: ['CHECK_FAILED'],
  toDocument: (result, { line }) =>
    'checks' in result ? toDoctorDocument(result, line) : toPolicyDocument(result),
  toFailureMembers: (result, { line }) =>
    'checks' in result ? { checks: result.checks?.map((one) => toCheckDocument(one, line)) } : {},
  isVerbatim: (result) => !('checks' in result),
  render: (result, view) =>
    'checks' in result
      ? renderChecks(result.checks, view)
      : [JSON.stringify(toPolicyDocument(result), null, 2)],
});

type Policies = Awaited<ReturnType<typeof actions.operatorPolicy>>;

/** Returns the policy, or a list if there are several. */
function toPolicyDocument(policies: Policies): object {
  const [first = policies, ...others] = policies;
  return others.length === 0 ? first : policies;
}

interface DoctorDocument extends Omit<Head, 'account'> {
  readonly account: string | null;
  readonly checks: readonly CheckDocument[];
  readonly elapsedMs: number;
}

interface CheckDocument {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'unknown';
  readonly message: string;
  readonly remedy: string | null;
}

function toDoctorDocument(result: DoctorResult, line: View['line']): DoctorDocument {
  const { lab, region, account, local, elapsedMs } = result;
  const checks = result.checks.map((one) => toCheckDocument(one, line));
  return { lab, region, account, local, checks, elapsedMs };
}

function toCheckDocument(
  { check, state, message, remedy }: Finding,
  line: View['line'],
): CheckDocument {
  return { check, state, message, remedy: remedy && renderHint(remedy, line) };
}

const MARKS: Readonly<Record<CheckState, (palette: Palette) => string>> = {
  ok: (palette) => palette.green('✓'),
  warning: (palette) => palette.yellow('!'),
  failed: (palette) => palette.red('✗'),
  unknown: (palette) => palette.dim('?'),
};

const AFTER_DOCTOR: readonly Next[] = [
  [['up', '--dry-run'], 'show the planned changes'],
  [['up'], 'make the lab'],
];

function renderChecks(findings: readonly Finding[], { palette, line, columns }: View): string[] {
  const entries = findings.map(({ check, state, message, remedy }) => ({
    label: `${MARKS[state](palette)} ${check}`,
    texts: [message, ...(remedy ? [`${palette.cyan('Next:')} ${renderHint(remedy, line)}`] : [])],
  }));
  const count = (wanted: CheckState) => findings.filter(({ state }) => state === wanted).length;
  const parts = [
    `${count('ok')} ok`,
    toCount(count('warning'), 'warning'),
    `${count('failed')} failed`,
    `${count('unknown')} not checked`,
  ];
  const next = count('failed') === 0 ? renderNext(AFTER_DOCTOR, line, columns) : [];
  return [...renderList(entries, columns), palette.bold(`${parts.join(', ')}.`), ...next];
}
