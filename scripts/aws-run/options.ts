import { parseArgs } from 'node:util';

/** What a run on an account is about. */
export interface AwsRunOptions {
  readonly accountId: string;
  readonly lab: string;
  readonly region: string;
  readonly output: string;
  readonly isCompared: boolean;
  readonly isCleanUp: boolean;
}

/** Reads the options. Throws with the rule and the next step when one is missing or wrong. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AwsRunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lab: { type: 'string', default: 'aws-run' },
      region: { type: 'string', default: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] },
      output: { type: 'string', default: '.' },
      compare: { type: 'boolean', default: false },
      'clean-up': { type: 'boolean', default: false },
    },
  });
  const accountId = env['VALKEY_LAB_ACCOUNT_ID'] ?? '';
  if (!/^\d{12}$/.test(accountId)) {
    throw new Error(
      `VALKEY_LAB_ACCOUNT_ID is "${accountId}". It must be the 12 digits of the account that the run may use. Nothing was made.`,
    );
  }
  return {
    ...{ accountId, lab: values.lab, output: values.output },
    region: values.region ?? 'us-east-1',
    isCompared: values.compare,
    isCleanUp: values['clean-up'],
  };
}

/** Returns the command that deletes everything of a run. */
export function toCleanUpCommand({ accountId, lab, region }: AwsRunOptions): string {
  const variables = `VALKEY_LAB_ACCOUNT_ID=${accountId}`;
  return `${variables} npm run aws-run -- --lab ${lab} --region ${region} --clean-up`;
}
