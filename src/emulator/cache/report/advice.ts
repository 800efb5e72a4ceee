import type { CompatibilityProblem, CompatibilityRow } from '../../state/compatibility.js';
import type { Finding, RefusedBy } from './finding.js';

/** What to do instead, and AWS's page about it. */
export type Advice = Pick<CompatibilityRow, 'instead' | 'source'>;

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
const COMMANDS = `${GUIDE}/SupportedCommands.html`;
const CONFIGURATION = `${GUIDE}/RedisConfiguration.html`;
const IAM = `${GUIDE}/auth-iam.html`;
const ACCESS = `${GUIDE}/Clusters.RBAC.html`;

const NO_SERVER = 'Remove the call: AWS runs the servers of the cache.';
const METRICS = 'Use the metrics of the cache in CloudWatch, and measure in the application.';
const ONE_DATABASE = 'Use the database 0 with a prefix for each group of keys, or a second cache.';
const SUBSCRIBE = 'SUBSCRIBE to the channels by name, or SSUBSCRIBE to sharded channels.';

/** For restricted commands and subcommands (F5.4). `NO_SERVER` is for all others. */
const INSTEAD_OF: Readonly<Record<string, string>> = {
  KEYS: 'SCAN with MATCH and COUNT, or a set that lists the keys.',
  PSUBSCRIBE: SUBSCRIBE,
  PUNSUBSCRIBE: SUBSCRIBE,
  CONFIG: 'Remove the call: AWS sets the configuration. maxmemory-policy is volatile-lru.',
  FUNCTION: 'EVAL, or SCRIPT LOAD and EVALSHA.',
  FCALL: 'EVAL, or SCRIPT LOAD and EVALSHA.',
  FCALL_RO: 'EVAL_RO, or SCRIPT LOAD and EVALSHA_RO.',
  MONITOR: METRICS,
  SLOWLOG: METRICS,
  COMMANDLOG: METRICS,
  LATENCY: METRICS,
  MEMORY: METRICS,
  OBJECT:
    'Remove the call, or keep what it reads in a key of your own. TTL and TYPE are supported.',
  MOVE: ONE_DATABASE,
  SWAPDB: ONE_DATABASE,
  WAIT: 'Remove the call: AWS replicates the writes.',
  WAITAOF: 'Remove the call: AWS replicates the writes.',
  SAVE: 'A snapshot of the cache (CreateServerlessCacheSnapshot).',
  BGSAVE: 'A snapshot of the cache (CreateServerlessCacheSnapshot).',
  LASTSAVE: 'DescribeServerlessCacheSnapshots.',
  MIGRATE: 'DUMP and RESTORE, or a snapshot of the cache.',
  'CLIENT ID': 'HELLO, whose reply has the id of the connection.',
  'CLIENT LIST': METRICS,
  'CLIENT INFO': METRICS,
  'CLIENT TRACKING': 'Give the values in the application a lifetime of their own.',
  'ACL SETUSER': 'CreateUser and ModifyUser of ElastiCache.',
  'ACL DELUSER': 'DeleteUser of ElastiCache.',
  'ACL LOG': 'Log refused commands in the application.',
  'PUBSUB NUMPAT': 'Remove the call: a serverless cache has no pattern subscriptions.',
};

const SUPPORTED_BELOW = 'Check the spelling, and the version and modules that the command needs.';
const IN_SCRIPT = 'Check the commands in the script: restricted commands are unknown there, too.';
const SIGN_AGAIN = 'Sign a new token for each login.';
const NAMES = 'Sign the names of the cache and of the user, in lower case.';
const AS_AWS = 'Sign the token as AWS documents it.';
const KEYS = 'Sign with valid credentials and their session token.';
const POLICY = 'Allow elasticache:Connect on the ARNs of the cache and of the user.';
const USER = 'Add an IAM user that is on to the user group of the cache; its id is its name.';

const LOGIN: Readonly<Record<RefusedBy, string>> = {
  'token-format': AS_AWS,
  'token-parameter': AS_AWS,
  'token-path': AS_AWS,
  'token-action': AS_AWS,
  'token-algorithm': AS_AWS,
  'token-scope': AS_AWS,
  'token-service': AS_AWS,
  'token-signed-headers': AS_AWS,
  signature: AS_AWS,
  'token-resource-type': 'Sign ResourceType=ServerlessCache, too.',
  'token-host': NAMES,
  'token-user': NAMES,
  'token-region': 'Sign for the Region of the cache.',
  'token-date': SIGN_AGAIN,
  'token-future': 'Set the clock of the machine that signs.',
  'token-lifetime': 'Sign with a lifetime of at most 900 seconds.',
  'token-expired': SIGN_AGAIN,
  'key-unknown': KEYS,
  'key-expired': KEYS,
  'session-token': KEYS,
  'user-group': USER,
  'user-type': USER,
  'user-off': USER,
  'user-access-string': 'Write the access string of the user with rules that the engine knows.',
  'policy-cache': POLICY,
  'policy-user': POLICY,
  password: 'Send one of the passwords of the user.',
  network: 'Let the security group of the cache admit that of the function, in one VPC.',
};

const OTHER: Readonly<
  Record<
    Exclude<CompatibilityProblem, 'restricted-command' | 'login-refused' | 'no-permission'>,
    Advice
  >
> = {
  'unknown-command': { instead: SUPPORTED_BELOW, source: COMMANDS },
  'cross-slot': {
    instead:
      'Give the keys one hash tag, such as {user:1}:name and {user:1}:mail, or send a command for each key.',
    source: CONFIGURATION,
  },
  'several-databases': { instead: ONE_DATABASE, source: CONFIGURATION },
  'auth-in-transaction': { instead: 'Log in again before MULTI or after EXEC.', source: IAM },
  'resp2-subscription': {
    instead: 'Subscribe with RESP 3 (HELLO 3) and log in again, or subscribe again after 12 hours.',
    source: IAM,
  },
  'twelve-hours': {
    instead: 'Send AUTH or HELLO with a new token before 12 hours have passed, or connect again.',
    source: IAM,
  },
};

/** Returns the advice for a finding. */
export function toAdvice({ problem, command, rule }: Finding): Advice {
  if (problem === 'unknown-command' && command?.startsWith('EVAL')) {
    return { instead: IN_SCRIPT, source: COMMANDS };
  }
  if (problem === 'restricted-command') {
    const [container = ''] = command?.split(' ') ?? [];
    const instead = INSTEAD_OF[command ?? ''] ?? INSTEAD_OF[container] ?? NO_SERVER;
    return { instead, source: COMMANDS };
  }
  if (problem === 'no-permission') {
    const allow = command === null ? '' : `, such as +${command.toLowerCase().replace(' ', '|')}`;
    const instead = `Allow it in the access string of the user${allow}; keys need ~PATTERN, channels &PATTERN.`;
    return { instead, source: ACCESS };
  }
  if (problem === 'login-refused') {
    return { instead: rule === null ? AS_AWS : LOGIN[rule], source: IAM };
  }
  return OTHER[problem];
}
