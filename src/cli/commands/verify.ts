import * as actions from '../../actions/index.js';
import { defineCommand } from '../command.js';
import { toTable } from '../rendering/format.js';
import type { Head } from './documents.js';

export const verify = defineCommand({
  name: 'verify',
  description: 'prove that authentication is enforced, by attempts that must fail or must succeed',
  examples: ['valkey-lab verify', 'valkey-lab verify --local', 'valkey-lab verify --json'],
  options: {},
  act: (options) => actions.verify(options),
  verdicts: ['NOT_ENFORCED', 'NOT_PROVEN'],
  toDocument({ lab, region, account, local, attempts, elapsedMs }): VerifyDocument {
    return { lab, region, account, local, attempts, elapsedMs };
  },
  render({ attempts }, { palette }) {
    const wrong = attempts.filter(({ ok }) => !ok).length;
    const count = (wanted: 'refused' | 'accepted') =>
      attempts.filter(({ expected }) => expected === wanted).length;
    const title =
      wrong === 0
        ? `Authentication is enforced: ${count('refused')} attempts were refused, ${count('accepted')} accepted, all as expected.`
        : `${wrong} of ${attempts.length} attempts had an unexpected outcome.`;
    const rows = attempts.map(({ ok, name, what, expected, outcome, reply }) => [
      `  ${toMark(ok, expected)} ${name}`,
      ...[what, expected ?? 'not documented', outcome, reply],
    ]);
    const [head = '', ...lines] = toTable([
      ['    attempt', 'what is tried', 'must be', 'was', "the cache's reply"],
      ...rows,
    ]);
    const painted = lines.map((line, index) =>
      attempts[index]?.ok ? line.replace('✓', palette.green('✓')) : palette.red(line),
    );
    return [palette.bold(title), palette.dim(head), ...painted];
  },
});

function toMark(ok: boolean, expected: string | null): string {
  if (expected === null) return '·';
  return ok ? '✓' : '✗';
}

interface VerifyDocument extends Head {
  readonly attempts: readonly {
    readonly name: string;
    readonly what: string;
    readonly expected: 'refused' | 'accepted' | null;
    readonly outcome: 'refused' | 'accepted' | 'unclear';
    readonly ok: boolean;
    readonly reply: string;
    readonly elapsedMs: number;
  }[];
  readonly elapsedMs: number;
}
