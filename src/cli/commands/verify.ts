import * as actions from '../../actions/index.js';
import type { Judgement } from '../../actions/results.js';
import { defineCommand, flag } from '../command.js';
import { toCount } from '../rendering/format.js';
import { type Next, REMOVE, renderNext } from '../rendering/next.js';
import type { Palette } from '../rendering/palette.js';
import { renderTable } from '../rendering/table.js';
import type { Head } from './documents.js';

export const verify = defineCommand({
  name: 'verify',
  description: 'prove that authentication is enforced, by attempts that must fail or must succeed',
  examples: ['valkey-lab verify', 'valkey-lab verify --local', 'valkey-lab verify --here'],
  options: {
    here: flag('--here', 'from this machine, with your credentials, not in the function'),
  },
  act: (options) => actions.verify(options),
  verdicts: ['NOT_ENFORCED', 'NOT_PROVEN'],
  toDocument({ lab, region, account, local, attempts, elapsedMs }): VerifyDocument {
    return { lab, region, account, local, attempts, elapsedMs };
  },
  render({ attempts, local }, { palette, line, columns }) {
    const wrong = attempts.filter(({ ok }) => !ok).length;
    const count = (wanted: 'refused' | 'accepted') =>
      attempts.filter(({ expected }) => expected === wanted).length;
    const title =
      wrong === 0
        ? `Authentication is enforced${local ? ' on this machine' : ''}: ${count('refused')} attempts were refused, ${count('accepted')} accepted, all as expected.`
        : `${wrong} of ${toCount(attempts.length, 'attempt')} had an unexpected outcome.`;
    const rows = attempts.map(({ ok, name, what, expected, outcome, reply }) => [
      `${toMark({ ok, expected }, palette)} ${name}`,
      ...[what, expected ? outcome : `${outcome}, not documented`, reply],
    ]);
    const head = ['  attempt', 'what is tried', 'was', "the cache's reply"].map(palette.dim);
    return [
      palette.bold(title),
      ...renderTable({ head, rows, optional: [REPLY], flexible: WHAT }, columns),
      ...attempts.filter(({ ok }) => !ok).map((one) => palette.red(toSurprise(one))),
      ...(wrong === 0 ? renderNext(AFTER_VERIFY, line, columns) : []),
    ];
  },
});

function toMark({ ok, expected }: Pick<Judgement, 'ok' | 'expected'>, palette: Palette): string {
  if (expected === null) return '·';
  return ok ? palette.green('✓') : palette.red('✗');
}

/** The column that says what is tried. */
const WHAT = 1;

/** The column of the cache's reply, which only a wide terminal shows. */
const REPLY = 3;

const AFTER_VERIFY: readonly Next[] = [
  [['explain'], 'show which rules the set-up keeps'],
  [['bench'], 'measure the times'],
  REMOVE,
];

function toSurprise({ name, expected, outcome, reply }: Judgement): string {
  return `${name} must be ${expected}, but was ${outcome}; the cache's reply: ${reply}`;
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
