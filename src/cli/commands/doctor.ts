import * as actions from '../../actions/index.js';
import type { CheckState, DoctorResult, Finding } from '../../actions/results.js';
import { defineCommand, flag, type View } from '../command.js';
import { renderHint } from '../rendering/hint.js';
import type { Palette } from '../rendering/palette.js';
import type { Head } from './documents.js';

export const doctor = defineCommand({
  name: 'doctor',
  description: 'check what `up` needs, and change nothing',
  examples: [
    'valkey-lab doctor',
    'valkey-lab doctor --lab pr-7 --json',
    'valkey-lab doctor --print-policy > operator.json',
  ],
  options: {
    printPolicy: flag(
      '--print-policy',
      'print the smallest IAM policy for a user who runs this lab',
    ),
  },
  act: ({ printPolicy, ...options }): Promise<DoctorResult | Policy> =>
    printPolicy ? actions.operatorPolicy(options) : actions.doctor(options),
  verdicts: ['CHECK_FAILED'],
  toDocument: (result, { line }) => ('checks' in result ? toDoctorDocument(result, line) : result),
  toFailureMembers: (result, { line }) =>
    'checks' in result ? { checks: result.checks?.map((one) => toCheckDocument(one, line)) } : {},
  render: (result, view) =>
    'checks' in result ? renderChecks(result.checks, view) : [JSON.stringify(result, null, 2)],
});

type Policy = Awaited<ReturnType<typeof actions.operatorPolicy>>;

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

function renderChecks(findings: readonly Finding[], { palette, line }: View): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, message, remedy }) => {
    const said = `${MARKS[state](palette)} ${check.padEnd(width)}  ${message}`;
    if (!remedy) return [said];
    const indent = ' '.repeat(width + 4);
    return [said, `${indent}${palette.cyan('Next:')} ${renderHint(remedy, line)}`];
  });
  const count = (wanted: CheckState) => findings.filter(({ state }) => state === wanted).length;
  const summary = `${count('ok')} ok, ${count('warning')} warnings, ${count('failed')} failed, ${count('unknown')} not checked.`;
  return [...lines, '', palette.bold(summary)];
}
