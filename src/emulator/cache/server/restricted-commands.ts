import type { Assumes } from '../../state/assumptions/choices.js';

/**
 * The commands that serverless caches restrict (ElastiCache User Guide, "Supported and restricted Valkey,
 * Memcached, and Redis OSS commands"; F5.4). The server's configuration renames whole commands, so they answer
 * `ERR unknown command` as on AWS. ACL rules after each access string forbid subcommands, which then
 * answer `NOPERM`. AWS does not document its own answer to restricted subcommands.
 */

/** The part of a server's version that decides which commands it has. */
export interface ServerVersion {
  readonly product: 'valkey' | 'redis';
  readonly major: number;
  readonly minor: number;
}

/** "To deliver a managed service experience …, the following commands are unavailable." */
const MANAGED = toWords(
  'bgrewriteaof bgsave config debug migrate psync replicaof save slaveof shutdown sync',
);

/** "In addition, the following commands are unavailable for serverless caches." */
const SERVERLESS = toWords(
  'commandlog fcall fcall_ro function keys lastsave latency memory monitor move object',
  'pfdebug pfselftest psubscribe punsubscribe slowlog swapdb wait',
);

/** In neither of AWS's lists, but only useful to the owner of a server. */
const UNLISTED = ['failover', 'module', 'replconf', 'restore-asking', 'waitaof'];

/** The first versions that have these commands. A server refuses to rename an unknown command. */
const FIRST_VERSIONS: Readonly<Record<string, { valkey: number; redis: number }>> = {
  commandlog: { valkey: 8.1, redis: Number.POSITIVE_INFINITY },
  waitaof: { valkey: 7.2, redis: 7.2 },
};

/**
 * The allowed subcommands of these commands. All others are restricted, also in newer servers. AWS lists
 * the first ones as supported. The others, after the empty comment, are in no list and harmless.
 */
const OPEN_SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  acl: ['cat', 'genpass', 'getuser', 'list', 'users', 'whoami', /**/ 'help'],
  client: ['getname', 'reply', 'setname', /**/ 'capa', 'help', 'no-touch', 'setinfo'],
  cluster: toWords(
    'countkeysinslot getkeysinslot info keyslot myid nodes replicas shards slots slot-stats',
    /**/ 'help myshardid slaves',
  ),
  pubsub: ['channels', 'numsub', 'shardchannels', 'shardnumsub', /**/ 'help'],
  script: ['exists', 'flush', 'load', 'show', /**/ 'help'],
};

/** The commands of the server's category `@admin` that AWS lists as supported. */
const OPEN_ADMIN_COMMANDS = ['role'];

/** Whether serverless caches restrict this command or subcommand: `keys`, `client|list`. */
export function isRestricted(command: string): boolean {
  if ([...MANAGED, ...SERVERLESS, ...UNLISTED].includes(command)) return true;
  const [container = '', subcommand] = command.split('|');
  const open = OPEN_SUBCOMMANDS[container];
  return subcommand !== undefined && open !== undefined && !open.includes(subcommand);
}

/** Returns the whole commands that a server of this version must rename. */
export function toClosedCommands({ product, major, minor }: ServerVersion): string[] {
  const version = Number(`${major}.${minor}`);
  return [...MANAGED, ...SERVERLESS, ...UNLISTED].filter((name) => {
    const first = FIRST_VERSIONS[name];
    return !first || version >= first[product];
  });
}

/**
 * Returns the ACL rules that forbid the remaining restricted commands for every user. The lists name the
 * server's own commands, such as `client|kill` and `failover`.
 */
export function toClosingRules(
  server: {
    readonly subcommands: readonly string[];
    readonly adminCommands: readonly string[];
  },
  { version, assumes }: { readonly version: ServerVersion; readonly assumes: Assumes },
): string[] {
  const closedSubcommands = server.subcommands.filter((fullName) => {
    const [container = '', subcommand = ''] = fullName.split('|');
    const open = OPEN_SUBCOMMANDS[container];
    if (fullName === 'client|setinfo') return assumes('client-setinfo', 'refused');
    return open !== undefined && !open.includes(subcommand);
  });
  const closedCommands = server.adminCommands.filter(
    (name) => !name.includes('|') && !OPEN_ADMIN_COMMANDS.includes(name),
  );
  const named = assumes('restricted-commands', 'unknown') ? [] : toClosedCommands(version);
  const closed = new Set([...closedSubcommands, ...closedCommands, ...named]);
  return [...closed].map((name) => `-${name}`);
}

function toWords(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
