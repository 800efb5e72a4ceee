/** Every failure that we expect, with its default next step and its exit code. */
const CATALOG = {
  USAGE_INVALID: {
    exitCode: 2,
    hint: 'Run `valkey-lab --help`, or `valkey-lab <command> --help`.',
  },
  CONFIG_INVALID: { exitCode: 2, hint: 'Correct the option, variable or .env line named above.' },
  ENV_FILE_UNREADABLE: {
    exitCode: 2,
    hint: 'Write each line as NAME=value; `.env.example` shows every variable.',
  },
  PACE_CONFLICT: {
    exitCode: 2,
    hint: 'Run `valkey-lab local stop` first, or leave --pace out.',
  },
  LOCAL_CONFLICT: {
    exitCode: 2,
    hint: 'Run `valkey-lab local stop` first, or leave the option out.',
  },
  CREDENTIALS_MISSING: {
    exitCode: 1,
    hint: 'Run `aws sso login` or `aws configure`, choose a profile with --profile, or try everything without an account: `--local`.',
  },
  CREDENTIALS_REFUSED: {
    exitCode: 1,
    hint: 'Renew your credentials (`aws sso login`), check the clock of this machine, then run the same command again.',
  },
  ACCESS_DENIED: {
    exitCode: 1,
    hint: 'Add the action named above to the permissions of your user or role; README.md lists all that the lab needs.',
  },
  ENDPOINT_UNREACHABLE: {
    exitCode: 1,
    hint: 'Check the network, the region, and AWS_ENDPOINT_URL; then run the same command again.',
  },
  THROTTLED: {
    exitCode: 1,
    hint: 'AWS limits how often it is called: wait a minute and run the same command again.',
  },
  QUOTA_EXCEEDED: {
    exitCode: 1,
    hint: 'Delete what is not needed, or ask for more in the Service Quotas console.',
  },
  AWS_ERROR: { exitCode: 1, hint: 'Run the same command again; it goes on where it stopped.' },
  NETWORK_UNUSABLE: {
    exitCode: 1,
    hint: 'Name subnets and security groups with VALKEY_LAB_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS.',
  },
  RESOURCE_MISSING: {
    exitCode: 1,
    hint: 'Run the command that makes it first, or `valkey-lab up`.',
  },
  RESOURCE_FAILED: { exitCode: 1, hint: 'Run `valkey-lab down`, then `valkey-lab up`.' },
  FOREIGN_RESOURCE: {
    exitCode: 3,
    hint: 'Choose other names with --lab NAME or the VALKEY_LAB_* variables.',
  },
  WAIT_TIMEOUT: {
    exitCode: 4,
    hint: 'AWS may still be working: `valkey-lab status` shows it; the same command goes on from there.',
  },
  CHECK_FAILED: {
    exitCode: 1,
    hint: 'Do what the lines of the failed checks say, then run `valkey-lab doctor` again.',
  },
  FUNCTION_FAILED: {
    exitCode: 1,
    hint: 'The log lines above say why; the function runs the code of the last `deploy-function`.',
  },
  FUNCTION_TIMEOUT: {
    exitCode: 1,
    hint: 'The cache was probably not reachable: check that the security group lets the function reach TCP port 6379.',
  },
  ROUND_TRIP_FAILED: {
    exitCode: 1,
    hint: 'The function answered, but not as the lab does: run `valkey-lab deploy-function` and try again.',
  },
  FUNCTION_OUTDATED: {
    exitCode: 1,
    hint: 'Run `valkey-lab deploy-function`, then the same command again.',
  },
  NOT_ENFORCED: {
    exitCode: 1,
    hint: 'Run `valkey-lab explain`: it says which rule of the set-up fails; `valkey-lab up` mends it.',
  },
  RULE_BROKEN: { exitCode: 1, hint: 'Mend what is said beside each broken rule.' },
  OUTPUT_UNWRITABLE: { exitCode: 1, hint: 'Choose another file with --output.' },
  VALKEY_SERVER_MISSING: {
    exitCode: 1,
    hint: 'Install it: `bash scripts/quickstart.sh` does; or `brew install valkey`, `dnf install valkey`, `apt-get install valkey-server`.',
  },
  PORT_IN_USE: { exitCode: 1, hint: 'Choose another port with --port, or leave --port out.' },
  LOCAL_FAILED: {
    exitCode: 1,
    hint: 'Run `valkey-lab local stop` and try again; --verbose shows the endpoint’s log.',
  },
  LOCAL_NOT_RUNNING: { exitCode: 1, hint: 'Start it with `valkey-lab local start`.' },
  INTERRUPTED: {
    exitCode: 130,
    hint: 'Go on with the same command; clean up with `valkey-lab down`.',
  },
  TERMINATED: {
    exitCode: 143,
    hint: 'Go on with the same command; clean up with `valkey-lab down`.',
  },
} as const satisfies Record<string, { exitCode: number; hint: string }>;

export type ErrorCode = keyof typeof CATALOG;

/** What AWS itself said of a failed call. */
export interface AwsErrorFacts {
  readonly service: string | null;
  readonly operation: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
}

/** An expected failure: shown as message and hint, never as a stack trace. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly hint: string;
  readonly exitCode: number;
  /** `kind/name` of what it is about. */
  readonly resource: string | undefined;
  readonly aws: AwsErrorFacts | undefined;
  /** More members for the JSON document of the failed command. */
  readonly details: object;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: {
      hint?: string | undefined;
      cause?: unknown;
      resource?: string | undefined;
      aws?: AwsErrorFacts | undefined;
      details?: object;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint ?? CATALOG[code].hint;
    this.exitCode = CATALOG[code].exitCode;
    this.resource = options.resource;
    this.aws = options.aws;
    this.details = options.details ?? {};
  }
}
