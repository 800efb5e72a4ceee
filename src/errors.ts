/** Every failure that we expect: its exit code, what causes it, and the next step where none is better known. docs/ERRORS.md is made of it. */
export const CATALOG = {
  USAGE_INVALID: {
    exitCode: 2,
    cause:
      'A command or an option that does not exist, an option without its value, or an argument too many.',
    hint: { text: 'Run {command}, or a command with --help.', command: ['--help'] },
  },
  CONFIG_INVALID: {
    exitCode: 2,
    cause:
      'An option, a variable or a line of `.env` has a value that the program or AWS does not take. The message names it, the value and the rule. Nothing was called yet.',
    hint: 'Correct the option, variable or .env line named above.',
  },
  ENV_FILE_UNREADABLE: {
    exitCode: 2,
    cause: 'The `.env` file, or the file of --dotenv, cannot be read.',
    hint: 'Check that the file exists and that you may read it; `.env.example` shows every variable.',
  },
  PACE_CONFLICT: {
    exitCode: 2,
    cause: 'The local endpoint runs already, with another --pace than the one that was asked for.',
    hint: { text: 'Run {command} first, or leave --pace out.', command: ['local', 'stop'] },
  },
  LOCAL_CONFLICT: {
    exitCode: 2,
    cause:
      'The local endpoint runs already, with another port or other faults than those that were asked for.',
    hint: { text: 'Run {command} first, or leave the option out.', command: ['local', 'stop'] },
  },
  CREDENTIALS_MISSING: {
    exitCode: 1,
    cause:
      'Neither the environment nor AWS’s own files nor a role of this machine give credentials.',
    hint: 'Run `aws sso login` or `aws configure`, choose a profile with --profile, or try everything without an account: `--local`.',
  },
  CREDENTIALS_REFUSED: {
    exitCode: 1,
    cause:
      'AWS does not know the credentials, they have expired, or this machine’s clock is wrong.',
    hint: 'Renew your credentials (`aws sso login`), check the clock of this machine, then run the same command again.',
  },
  ACCESS_DENIED: {
    exitCode: 1,
    cause:
      'A policy of your user, role or organisation does not allow the action that the message names.',
    hint: 'Add the action named above to the permissions of your user or role; README.md lists all that the lab needs.',
  },
  ENDPOINT_UNREACHABLE: {
    exitCode: 1,
    cause:
      'No connection to AWS, or an answer that is not AWS’s: no network, a proxy, a region that does not exist, or a wrong AWS_ENDPOINT_URL.',
    hint: 'Check the network, the region, and AWS_ENDPOINT_URL; then run the same command again.',
  },
  THROTTLED: {
    exitCode: 1,
    cause:
      'The account called AWS more often than AWS allows, and went on being refused through all attempts.',
    hint: 'AWS limits how often it is called: wait a minute and run the same command again.',
  },
  QUOTA_EXCEEDED: {
    exitCode: 1,
    cause:
      'The account has as many of these as its quota allows. The message names the quota and its code.',
    hint: 'Delete what is not needed, or ask for more in the Service Quotas console.',
  },
  AWS_ERROR: {
    exitCode: 1,
    cause:
      'AWS refused a call, or failed, in a way that the program does not know more about than AWS says.',
    hint: 'Run the same command again; it goes on where it stopped.',
  },
  NETWORK_UNUSABLE: {
    exitCode: 1,
    cause:
      'There is no default VPC, no subnet, or no security group that lets the function reach the cache; or the named ones do not fit together.',
    hint: 'Name subnets and security groups with VALKEY_LAB_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS.',
  },
  RESOURCE_MISSING: {
    exitCode: 1,
    cause:
      'A resource that the command builds on is not there: its own step has not run, or it was deleted.',
    hint: { text: 'Run the command that makes it first, or {command}.', command: ['up'] },
  },
  RESOURCE_FAILED: {
    exitCode: 1,
    cause:
      'AWS could not make or change a resource, or a resource is in a state from which the command cannot go on. The message has AWS’s reason.',
    hint: {
      text: 'Run {command},',
      command: ['down'],
      or: { text: 'then {command}.', command: ['up'] },
    },
  },
  FOREIGN_RESOURCE: {
    exitCode: 3,
    cause:
      'Something has one of the lab’s names without the lab’s tags: it is somebody else’s, or another region’s lab’s. It was not touched, and nothing was made.',
    hint: 'Choose other names with --lab NAME or the VALKEY_LAB_* variables.',
  },
  WAIT_TIMEOUT: {
    exitCode: 4,
    cause: 'The time of --timeout ran out while AWS was at work.',
    hint: {
      text: 'AWS may still be working: {command} shows it; the same command goes on from there.',
      command: ['status'],
    },
  },
  CHECK_FAILED: {
    exitCode: 1,
    cause: 'At least one check of `doctor` found what `up` would fail on.',
    hint: {
      text: 'Do what the lines of the failed checks say, then run {command} again.',
      command: ['doctor'],
    },
  },
  FUNCTION_FAILED: {
    exitCode: 1,
    cause: 'The function’s code threw an error, or the function could not start.',
    hint: 'The log lines above say why; the function runs the code of the last `deploy-function`.',
  },
  FUNCTION_TIMEOUT: {
    exitCode: 1,
    cause:
      'The function did not end within its 30 seconds, in nearly all cases because a security group or a subnet keeps it from the cache.',
    hint: 'The cache was probably not reachable: check that the security group lets the function reach TCP port 6379.',
  },
  ROUND_TRIP_FAILED: {
    exitCode: 1,
    cause:
      'The function ended well, but its log does not show that the value came back: it is not the lab’s code, or not its reply.',
    hint: {
      text: 'The function answered, but not as the lab does: run {command} and try again.',
      command: ['deploy-function'],
    },
  },
  FUNCTION_OUTDATED: {
    exitCode: 1,
    cause:
      'The function on AWS was deployed by another version of the program and does not know what the command asks of it.',
    hint: { text: 'Run {command}, then the same command again.', command: ['deploy-function'] },
  },
  NOT_ENFORCED: {
    exitCode: 1,
    cause: 'A connection that must be refused was let in, or one that must be let in was refused.',
    hint: {
      text: 'Run {command}: it says which rule of the set-up fails;',
      command: ['explain'],
      or: { text: '{command} mends it.', command: ['up'] },
    },
  },
  RULE_BROKEN: {
    exitCode: 1,
    cause: '`explain` found a rule of the token, or of the lab’s set-up, that does not hold.',
    hint: 'Mend what is said beside each broken rule.',
  },
  OUTPUT_UNWRITABLE: {
    exitCode: 1,
    cause:
      'The file of --output or --report cannot be written: no such folder, no permission, or a full disk.',
    hint: 'Choose another file with --output.',
  },
  VALKEY_SERVER_MISSING: {
    exitCode: 1,
    cause:
      '--local runs a real server behind the cache’s port, and neither `valkey-server` nor `redis-server` 7 is on the PATH.',
    hint: 'Install it: `bash scripts/quickstart.sh` does; or `brew install valkey`, `dnf install valkey`, `apt-get install valkey-server`.',
  },
  PORT_IN_USE: {
    exitCode: 1,
    cause: 'Another program has the port of --port, or this user may not open it.',
    hint: 'Choose another port with --port, or leave --port out.',
  },
  LOCAL_FAILED: {
    exitCode: 1,
    cause:
      'The local endpoint did not start, did not answer, ended by itself, or could not use its folders or `valkey-server`. The message says which, and names the file.',
    hint: {
      text: 'Remove the cause that the message names and try again; if it remains, {command} ends the endpoint, and --verbose shows its log.',
      command: ['local', 'stop'],
    },
  },
  LOCAL_NOT_RUNNING: {
    exitCode: 1,
    cause: 'The command is about a running local endpoint, and there is none.',
    hint: { text: 'Start it with {command}.', command: ['local', 'start'] },
  },
  INTERRUPTED: {
    exitCode: 130,
    cause: 'Ctrl-C (SIGINT).',
    hint: { text: 'Go on with the same command; clean up with {command}.', command: ['down'] },
  },
  TERMINATED: {
    exitCode: 143,
    cause: 'SIGTERM: somebody, or a CI system, ended the program.',
    hint: { text: 'Go on with the same command; clean up with {command}.', command: ['down'] },
  },
  HUNG_UP: {
    exitCode: 129,
    cause: 'SIGHUP: the terminal that the program ran in was closed.',
    hint: { text: 'Go on with the same command; clean up with {command}.', command: ['down'] },
  },
} as const satisfies Record<string, { exitCode: number; cause: string; hint: string | Hint }>;

export type ErrorCode = keyof typeof CATALOG;

/**
 * What to do next. `{command}` in `text` is the place of `command`, the words behind the program's name. The CLI
 * prints it with the user's own options; nothing else makes a line of it.
 */
export interface Hint {
  readonly text: string;
  readonly command?: readonly string[];
  /** The rest of the sentence, where it names another command. */
  readonly or?: Hint;
}

/** A hint without a command may be given as its text. */
export function toHint(hint: string | Hint): Hint {
  return typeof hint === 'string' ? { text: hint } : hint;
}

/** What AWS itself said of a failed call. */
export interface AwsErrorFacts {
  readonly service: string | null;
  readonly operation: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
}

/** An expected failure: shown as message and hint, never as a stack trace. `Result`: of the action that failed. */
export class LabError<Result extends object = object> extends Error {
  override readonly name = 'LabError';
  readonly hint: Hint;
  readonly exitCode: number;
  /** `kind/name` of what it is about. */
  readonly resource: string | undefined;
  readonly aws: AwsErrorFacts | undefined;
  /** The action's result as far as it got. */
  result: Partial<Result>;
  /** Every failure of the run: this one, which came first, and the others. */
  failures: readonly Error[] = [this];

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: {
      hint?: string | Hint | undefined;
      cause?: unknown;
      resource?: string | undefined;
      aws?: AwsErrorFacts | undefined;
      result?: Partial<Result>;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = toHint(options.hint ?? CATALOG[code].hint);
    this.exitCode = CATALOG[code].exitCode;
    this.resource = options.resource;
    this.aws = options.aws;
    this.result = options.result ?? {};
  }
}
