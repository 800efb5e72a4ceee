/** Every expected failure: its exit code, its causes, and the default next step. docs/ERRORS.md is generated from this catalogue. */
export const CATALOG = {
  USAGE_INVALID: {
    exitCode: 2,
    cause: 'An unknown command or option, an option without its value, or too many arguments.',
    hint: { text: 'Run {command}, or a command with --help.', command: ['--help'] },
  },
  CONFIG_INVALID: {
    exitCode: 2,
    cause:
      'An option, a variable or a line of `.env` has a value that the program or AWS does not accept. The message names the input, the value and the rule. The program has made no call yet.',
    hint: 'Correct the option, variable or .env line named above.',
  },
  ENV_FILE_UNREADABLE: {
    exitCode: 2,
    cause: 'The `.env` file, or the file of --dotenv, cannot be read.',
    hint: 'Check that the file exists and that you may read it; `.env.example` shows every variable.',
  },
  OTHER_ACCOUNT: {
    exitCode: 2,
    cause:
      'The credentials belong to another account than --account or VALKEY_LAB_ACCOUNT_ID names. The program has read nothing there but who the caller is.',
    hint: 'Choose the account’s credentials with --profile or AWS_PROFILE, or name the other account with --account.',
  },
  PACE_CONFLICT: {
    exitCode: 2,
    cause: 'The local endpoint already runs with another --pace.',
    hint: { text: 'Run {command} first, or leave --pace out.', command: ['local', 'stop'] },
  },
  LOCAL_CONFLICT: {
    exitCode: 2,
    cause: 'The local endpoint already runs with other ports, keys, faults or assumptions.',
    hint: { text: 'Run {command} first, or leave the option out.', command: ['local', 'stop'] },
  },
  CREDENTIALS_MISSING: {
    exitCode: 1,
    cause: 'The environment, AWS’s configuration files and the machine’s role have no credentials.',
    hint: 'Run `aws sso login` or `aws configure`, choose a profile with --profile, or try everything without an account: `--local`.',
  },
  CREDENTIALS_REFUSED: {
    exitCode: 1,
    cause: 'AWS does not know the credentials, they have expired, or your clock is wrong.',
    hint: 'Renew your credentials (`aws sso login`), check the clock of this machine, then run the same command again.',
  },
  ACCESS_DENIED: {
    exitCode: 1,
    cause:
      'A policy of your user, role or organisation does not allow the action that the message names.',
    hint: 'Add the action named above to the permissions of your user or role; docs/PERMISSIONS.md lists all actions that the lab needs.',
  },
  ENDPOINT_UNREACHABLE: {
    exitCode: 1,
    cause:
      'The program could not connect to AWS, or another server answered. Usual causes: no network, a proxy, a region that does not exist, or a wrong AWS_ENDPOINT_URL.',
    hint: 'Check the network, the region, and AWS_ENDPOINT_URL; then run the same command again.',
  },
  PROXY_FAILED: {
    exitCode: 1,
    cause:
      'The proxy of HTTPS_PROXY or HTTP_PROXY refused the connection to AWS, or the program cannot reach the proxy.',
    hint: 'Check the variable that the message names, and NO_PROXY.',
  },
  THROTTLED: {
    exitCode: 1,
    cause: 'The account called AWS more often than AWS allows, and AWS refused every attempt.',
    hint: 'Wait a minute, then run the same command again.',
  },
  QUOTA_EXCEEDED: {
    exitCode: 1,
    cause:
      'The account has as many of these resources as its quota allows. The message names the quota and its code.',
    hint: 'Delete resources that you do not need, or request a higher quota in the Service Quotas console.',
  },
  AWS_ERROR: {
    exitCode: 1,
    cause: 'An AWS call failed; see AWS’s message.',
    hint: 'Run the same command again; it continues where it stopped.',
  },
  NETWORK_UNUSABLE: {
    exitCode: 1,
    cause:
      'There is no default VPC, no subnet, or no security group that lets the function reach the cache; or the subnets and security groups that you named do not fit together.',
    hint: 'Name subnets and security groups with VALKEY_LAB_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS.',
  },
  RESOURCE_MISSING: {
    exitCode: 1,
    cause: 'A needed resource does not exist: its step has not run, or it was deleted.',
    hint: { text: 'Run the command that creates it first, or {command}.', command: ['up'] },
  },
  RESOURCE_FAILED: {
    exitCode: 1,
    cause:
      'AWS could not create or change a resource, or the command cannot continue from a resource’s state. The message has AWS’s reason.',
    hint: {
      text: 'Run {command},',
      command: ['down'],
      or: { text: 'then {command}.', command: ['up'] },
    },
  },
  FOREIGN_RESOURCE: {
    exitCode: 3,
    cause:
      'A resource has one of the lab’s names but not the lab’s tags: it is foreign, or it belongs to a lab in another region. The program did not touch it and created nothing.',
    hint: 'Choose other names with --lab NAME or the VALKEY_LAB_* variables.',
  },
  OTHER_OWNER: {
    exitCode: 3,
    cause:
      'The unnamed lab of this account and region belongs to another owner: the tag `valkey-lab:owner` of its resources names another caller. The program did not touch it.',
    hint: 'Choose a name for your own lab with --lab NAME. If this lab is yours, set VALKEY_LAB_OWNER to the owner’s name.',
  },
  WAIT_TIMEOUT: {
    exitCode: 4,
    cause: 'The time limit (--timeout) ended while AWS was still working.',
    hint: {
      text: 'AWS may still be working: {command} shows the progress. The same command continues from there.',
      command: ['status'],
    },
  },
  CHECK_FAILED: {
    exitCode: 1,
    cause: 'At least one check of `doctor` found a reason for which `up` would fail.',
    hint: {
      text: 'Follow the advice of each failed check, then run {command}.',
      command: ['doctor'],
    },
  },
  CACHE_UNREACHABLE: {
    exitCode: 1,
    cause:
      'This machine cannot connect to the cache. A cache in a VPC can be reached only from inside that VPC, or through a VPN, a peering or a bastion host. The message has the step that failed.',
    hint: {
      text: 'Run the same command where the cache can be reached, such as in its VPC. {command} tests the cache from inside the VPC.',
      command: ['invoke'],
    },
  },
  LOGIN_REFUSED: {
    exitCode: 1,
    cause:
      'The cache can be reached, but it refused the IAM login. The caller needs `elasticache:Connect` on the cache and the user, and the user must be in the cache’s user group.',
    hint: {
      text: 'Check that your user or role may call elasticache:Connect; {command} names a broken rule of the set-up.',
      command: ['explain'],
    },
  },
  PACKAGE_INVALID: {
    exitCode: 2,
    cause:
      'The folder or zip of your function cannot become a package that Lambda accepts. The message names the file and the rule. Nothing was changed.',
    hint: 'Correct what the message names, then run the same command again.',
  },
  BUILDER_MISSING: {
    exitCode: 1,
    cause:
      'Your function needs a program that packs it, and this machine has none: esbuild for TypeScript, uv or pip for `requirements.txt`.',
    hint: 'Install the program that the message names.',
  },
  BUILD_FAILED: {
    exitCode: 1,
    cause:
      'esbuild could not bundle your function, or uv or pip could not install its `requirements.txt`. The message has their own words. Nothing was changed.',
    hint: 'Correct what the message names, then run the same command again.',
  },
  FUNCTION_FAILED: {
    exitCode: 1,
    cause: 'The function’s code threw an error, or the function could not start.',
    hint: 'The log lines above say why; the function runs the code of the last `deploy-function`.',
  },
  FUNCTION_TIMEOUT: {
    exitCode: 1,
    cause:
      'The function did not end within its time limit (30 seconds for the proof function). The usual cause is a security group or a subnet that keeps it from the cache.',
    hint: 'The function probably could not reach the cache: check that the security group allows TCP port 6379.',
  },
  ROUND_TRIP_FAILED: {
    exitCode: 1,
    cause:
      'The function succeeded, but its log does not show that the value came back: its code or its reply is not the lab’s. Or the cache refused SET or GET of `ping`.',
    hint: { text: 'Run {command}, then the same command again.', command: ['deploy-function'] },
  },
  FUNCTION_OUTDATED: {
    exitCode: 1,
    cause:
      'Another version of the program deployed the function on AWS, and the function does not know this request.',
    hint: { text: 'Run {command}, then the same command again.', command: ['deploy-function'] },
  },
  NOT_ENFORCED: {
    exitCode: 1,
    cause: 'The cache accepted a connection that it must refuse.',
    hint: {
      text: 'Run {command}: it names the broken rule of the set-up;',
      command: ['explain'],
      or: { text: '{command} repairs it.', command: ['up'] },
    },
  },
  NOT_PROVEN: {
    exitCode: 1,
    cause:
      'The cache refused a connection that it must accept, or several tries of an attempt gave no clear answer. No wrong login was accepted.',
    hint: {
      text: 'Wait a minute and run {command} again;',
      command: ['verify'],
      or: { text: '{command} names a broken rule of the set-up.', command: ['explain'] },
    },
  },
  RULE_BROKEN: {
    exitCode: 1,
    cause: '`explain` found a broken rule of the token or of the lab’s set-up.',
    hint: 'Fix each rule marked ✗ as described beside it.',
  },
  OUTPUT_UNWRITABLE: {
    exitCode: 1,
    cause: 'The program cannot write the file of --output or --report.',
    hint: 'Check the folder, its permissions and the disk space, or choose another file.',
  },
  VALKEY_SERVER_MISSING: {
    exitCode: 1,
    cause:
      '--local runs a real server behind the cache’s port, but neither `valkey-server` nor `redis-server` 7 is on the PATH.',
    hint: 'Install it: `apt-get install valkey-server` (or `redis-server`, from version 7 on), `dnf install valkey` or `brew install valkey`. Without root, put a valkey-server program into a folder of your PATH; https://valkey.io/download has some.',
  },
  PORT_IN_USE: {
    exitCode: 1,
    cause:
      'Another program uses the port of --port or --cache-port or the path of --socket, or this user may not open it.',
    hint: 'Choose another port or path, or leave the option out.',
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
    cause: 'The command needs a running local endpoint, but none is running.',
    hint: { text: 'Start it with {command}.', command: ['local', 'start'] },
  },
  INTERRUPTED: {
    exitCode: 130,
    cause: 'Ctrl-C (SIGINT).',
    hint: { text: 'Continue with the same command; clean up with {command}.', command: ['down'] },
  },
  TERMINATED: {
    exitCode: 143,
    cause: 'SIGTERM: another program, such as a CI system, ended this program.',
    hint: { text: 'Continue with the same command; clean up with {command}.', command: ['down'] },
  },
  HUNG_UP: {
    exitCode: 129,
    cause: 'SIGHUP: the program’s terminal was closed.',
    hint: { text: 'Continue with the same command; clean up with {command}.', command: ['down'] },
  },
} as const satisfies Record<string, { exitCode: number; cause: string; hint: string | Hint }>;

export type ErrorCode = keyof typeof CATALOG;

/**
 * The next step. `{command}` in `text` stands for `command`, the words after the program's name. Only the CLI turns a
 * hint into a line, with the user's own options.
 */
export interface Hint {
  readonly text: string;
  readonly command?: readonly string[];
  /** The rest of the sentence, if it names a second command. */
  readonly or?: Hint;
}

/** Converts a hint that is only a text. */
export function toHint(hint: string | Hint): Hint {
  return typeof hint === 'string' ? { text: hint } : hint;
}

/** AWS's own facts about a failed call. */
export interface AwsErrorFacts {
  readonly service: string | null;
  readonly operation: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
}

/** An expected failure: people see its message and hint, never a stack trace. `Result` is the failed action's result. */
export class LabError<Result extends object = object> extends Error {
  override readonly name = 'LabError';
  readonly hint: Hint;
  readonly exitCode: number;
  /** The resource, as `kind/name`. */
  readonly resource: string | undefined;
  readonly aws: AwsErrorFacts | undefined;
  /** The known part of the action's result. */
  result: Partial<Result>;
  /** All failures of the run; this error is the first. */
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
