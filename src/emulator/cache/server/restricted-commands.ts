/**
 * What serverless caches do not let anybody do (ElastiCache User Guide, "Supported and restricted
 * Valkey, Memcached, and Redis OSS commands"; F5.4). Closed in the server: whole commands are renamed
 * away (`ERR unknown command`, as on AWS), subcommands are taken from every user by ACL rules
 * that follow the access string (`NOPERM`; AWS's words for these are not documented).
 */

/** A server's version, as far as its commands depend on it. */
export interface ServerVersion {
  readonly product: 'valkey' | 'redis';
  readonly major: number;
  readonly minor: number;
}

/** "To deliver a managed service experience …, the following commands are unavailable." */
const MANAGED = [
  'bgrewriteaof',
  'bgsave',
  'config',
  'debug',
  'migrate',
  'psync',
  'replicaof',
  'save',
  'slaveof',
  'shutdown',
  'sync',
];

/** "In addition, the following commands are unavailable for serverless caches." */
const SERVERLESS = [
  'commandlog',
  'fcall',
  'fcall_ro',
  'function',
  'keys',
  'lastsave',
  'latency',
  'memory',
  'monitor',
  'move',
  'object',
  'pfdebug',
  'pfselftest',
  'psubscribe',
  'punsubscribe',
  'slowlog',
  'swapdb',
  'wait',
];

/** In neither list of AWS's, and not for users of a server that somebody else runs. */
const UNLISTED = ['failover', 'module', 'replconf', 'restore-asking', 'waitaof'];

/** Commands that younger servers only have; renaming one that is not there is an error. */
const FIRST_VERSIONS: Readonly<Record<string, { valkey: number; redis: number }>> = {
  commandlog: { valkey: 8.1, redis: Number.POSITIVE_INFINITY },
  waitaof: { valkey: 7.2, redis: 7.2 },
};

/**
 * Commands of which users keep these subcommands and lose all others, also those of younger
 * servers. Listed as supported by AWS; after the blank line: in neither list, and harmless.
 */
const OPEN_SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  acl: ['cat', 'genpass', 'getuser', 'list', 'users', 'whoami', /**/ 'help'],
  client: ['getname', 'reply', 'setname', /**/ 'capa', 'help', 'no-touch', 'setinfo'],
  cluster: [
    'countkeysinslot',
    'getkeysinslot',
    'info',
    'keyslot',
    'myid',
    'nodes',
    'replicas',
    'shards',
    'slots',
    'slot-stats',

    'help',
    'myshardid',
    'slaves',
  ],
  pubsub: ['channels', 'numsub', 'shardchannels', 'shardnumsub', /**/ 'help'],
  script: ['exists', 'flush', 'load', 'show', /**/ 'help'],
};

/** Commands of the server's category `@admin` that AWS lists as supported. */
const OPEN_ADMIN_COMMANDS = ['role'];

/** The whole commands that a server of this version has and that nobody may use. */
export function toClosedCommands({ product, major, minor }: ServerVersion): string[] {
  const version = Number(`${major}.${minor}`);
  return [...MANAGED, ...SERVERLESS, ...UNLISTED].filter((name) => {
    const first = FIRST_VERSIONS[name];
    return !first || version >= first[product];
  });
}

/**
 * The ACL rules that close the rest for every user.
 * `subcommands` and `adminCommands` are what the server has: `client|kill`, `failover`.
 */
export function toClosingRules(server: {
  readonly subcommands: readonly string[];
  readonly adminCommands: readonly string[];
}): string[] {
  const closedSubcommands = server.subcommands.filter((fullName) => {
    const [container = '', subcommand = ''] = fullName.split('|');
    const open = OPEN_SUBCOMMANDS[container];
    return open !== undefined && !open.includes(subcommand);
  });
  const closedCommands = server.adminCommands.filter(
    (name) => !name.includes('|') && !OPEN_ADMIN_COMMANDS.includes(name),
  );
  return [...closedSubcommands, ...closedCommands].map((name) => `-${name}`);
}
