import type { ExportedLab } from './lab.js';

/** The first line of each README. It marks the folder as an export, which a later export may replace. */
export const MARK =
  '<!-- written by `valkey-lab export`, which may replace the files of this folder -->';

export interface ReadmeParts {
  readonly title: string;
  readonly needs: string;
  /** The files besides the README, and what each is. */
  readonly files: readonly (readonly [name: string, what: string])[];
  readonly deploy: readonly string[];
  readonly remove: readonly string[];
  /** What is different from a lab that `up` makes. */
  readonly notes: readonly string[];
}

/** Returns the options with which commands of this program find the lab. */
export function toLabOptions({ config, homeRegion }: ExportedLab): string {
  return `${config.lab ? ` --lab ${config.lab}` : ''} --region ${homeRegion}`;
}

/** Renders the README of an export: how to deploy, prove and remove the lab. */
export function renderReadme(lab: ExportedLab, parts: ReadmeParts): string {
  const { title, needs, files, deploy, remove, notes } = parts;
  const options = toLabOptions(lab);
  const zips = lab.functions.map(
    ({ ctx, plainName }) =>
      [
        `${ctx.config.names.function}.zip`,
        `the code of ${plainName === undefined ? 'the function' : `your function ${plainName}`}`,
      ] as const,
  );
  const own = lab.functions.flatMap(({ plainName }) =>
    plainName === undefined ? [] : [`valkey-lab invoke ${plainName}${options}`],
  );
  const lines = [
    MARK,
    '',
    `# ${title}`,
    '',
    'A Lambda function that logs in to ElastiCache for Valkey by IAM: no password, verified TLS, and only the rights that it needs.',
    '',
    ...[...files, ...zips].map(([name, what]) => `- \`${name}\`: ${what}`),
    '',
    '## Deploy',
    '',
    needs,
    '',
    ...toBlock(deploy),
    '## Prove',
    '',
    "The resources carry the lab's tags, so `valkey-lab` knows them. `invoke` proves that the right login works, and `verify` that wrong logins fail.",
    '',
    ...toBlock([
      `valkey-lab invoke${options}`,
      `valkey-lab verify${options}`,
      ...own,
      `valkey-lab status${options}`,
    ]),
    'If the names are not those of the tutorial, set the same `VALKEY_LAB_…` variables as for the export.',
    '',
    '## Remove',
    '',
    ...toBlock(remove),
    '## Good to know',
    '',
    ...notes.map((note) => `- ${note}`),
  ];
  return `${lines.join('\n')}\n`;
}

function toBlock(lines: readonly string[]): string[] {
  return ['```bash', ...lines, '```', ''];
}
