import * as actions from '../../actions/index.js';
import type { LocalReportResult } from '../../actions/local.js';
import { defineCommand, flag } from '../command.js';
import { toCount } from '../rendering/format.js';
import { fold, renderList } from '../rendering/layout.js';

type Row = LocalReportResult['rows'][number];

interface ReportDocument {
  readonly rows: readonly {
    readonly client: string;
    readonly problem: string;
    readonly command: string | null;
    readonly rule: string | null;
    readonly count: number;
    readonly instead: string;
    readonly source: string;
  }[];
}

/** The command that shows what serverless caches refuse of an application. */
export const report = defineCommand({
  name: 'report',
  description: 'show what serverless caches refuse of your application, and what to use instead',
  examples: [
    'valkey-lab local report',
    'valkey-lab local report --json',
    'valkey-lab local report --reset',
  ],
  options: {
    reset: flag('--reset', 'empty the report after it is shown'),
  },
  act: (options) => actions.localReport(options),
  toDocument: ({ rows }): ReportDocument => ({ rows }),
  render({ rows }, { palette, columns }) {
    if (rows.length === 0) {
      const text = 'No client did anything that a serverless cache refuses or treats differently.';
      return [fold(palette.green(text), columns)];
    }
    const events = rows.reduce((total, { count }) => total + count, 0);
    const title = `Serverless caches refuse or treat differently what the clients did ${toCount(events, 'time')}:`;
    const entries = rows.map((row) => ({
      label: `${palette.yellow('!')} ${row.command ?? toWords(row)}`,
      texts: [
        `${row.count} × ${row.client}: ${PROBLEMS[row.problem]}${row.rule ? ` (${row.rule})` : ''}`,
        `${palette.cyan('Instead:')} ${row.instead}`,
      ],
    }));
    const sources = [...new Set(rows.map(({ source }) => source))];
    return [
      fold(palette.bold(title), columns),
      ...renderList(entries, columns),
      palette.dim(sources.length === 1 ? 'Source:' : 'Sources:'),
      ...sources.map((source) => fold(palette.dim(source), columns)),
    ];
  },
});

const PROBLEMS: Readonly<Record<Row['problem'], string>> = {
  'restricted-command': 'serverless caches do not have this command',
  'unknown-command': 'the server does not know this command',
  'no-permission': 'the access string of the user does not allow it',
  'cross-slot': 'the keys are in several slots',
  'several-databases': 'a serverless cache has only the database 0',
  'auth-in-transaction': 'no login is possible inside MULTI',
  'resp2-subscription': 'a subscriber with RESP 2 cannot log in again, so it lives for 12 hours',
  'twelve-hours': 'the connection ended after 12 hours without a login',
  'login-refused': 'the login was refused',
};

function toWords({ problem }: Row): string {
  return problem === 'twelve-hours' ? 'old connection' : 'a command';
}
