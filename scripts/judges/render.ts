import type { JudgeRun } from './run.js';

/** Renders a run: the numbers, the refusals by reason, what differs from the list, and the report of the endpoint. */
export function renderRun({ name, commit, seconds, comparison, report }: JudgeRun): string {
  const { passed, skipped, refusals, newFailures, nowPassing, notRun } = comparison;
  const refused = refusals.reduce((total, { tests }) => total + tests.length, 0);
  return [
    `\n${name} at ${commit.slice(0, 12)}, ${seconds} s`,
    `${count(passed)} passed`,
    `${count(refused)} failed as expected`,
    ...refusals.map(
      ({ group, tests }) => `${count(tests.length, 10)} ${group.because} (${group.source})`,
    ),
    `${count(skipped)} skipped by the suite`,
    ...list(
      'NEW FAILURES',
      newFailures.map(({ title, message }) => `${title}: ${message ?? ''}`),
    ),
    ...list('listed, but passed: shorten the list', nowPassing),
    ...list('listed, but no such test ran: shorten the list', notRun),
    '\nvalkey-lab local report, after this suite:',
    report.trimEnd(),
  ].join('\n');
}

function count(number: number, width = 6): string {
  return String(number).padStart(width);
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`${count(lines.length)} ${title}`, ...lines.map((line) => `         ${line}`)];
}
