import { randomBytes } from 'node:crypto';
import type { Assumes } from '../../state/assumptions/choices.js';
import { toHash } from '../login/acl.js';
import { type ServerVersion, toClosedCommands } from './restricted-commands.js';

/** The settings of one server. */
export interface ServerSettings {
  readonly version: ServerVersion;
  readonly assumes: Assumes;
  readonly folder: string;
  readonly socketPath: string;
  /** The port that cluster commands report to clients. */
  readonly announcedPort: number;
  /** The user of the control connection. */
  readonly control: { readonly name: string; readonly password: string };
}

/** A server's cluster file, and the id of the node that the server must forget. */
export interface ClusterFile {
  readonly text: string;
  readonly phantomId: string;
}

/** An address that no machine has: TEST-NET-1 (RFC 5737). */
const NO_ADDRESS = '192.0.2.1';

/**
 * Renders the server's configuration. The server has no network port, and only its cluster file is on
 * disk. Limits are those of serverless caches (ElastiCache User Guide, "Valkey and Redis OSS
 * configuration and limits").
 *
 * The server itself runs in cluster mode, as serverless caches do. Its cluster bus does not authenticate
 * packets, so another user of this machine could join the cluster through a bus listener. Therefore
 * `bind` names an address that this machine does not have. With `-` before the address, the server
 * ignores the failure and opens no listener.
 */
export function toServerConfig(settings: ServerSettings): string {
  const { version, assumes, folder, socketPath, announcedPort, control } = settings;
  const renamed = assumes('restricted-commands', 'unknown') ? toClosedCommands(version) : [];
  const lines = [
    'port 0',
    `unixsocket ${quotePath(socketPath)}`,
    'unixsocketperm 700',
    'tcp-backlog 4096',
    `dir ${quotePath(folder)}`,
    'daemonize no',
    'logfile ""',
    'loglevel warning',
    'save ""',
    'appendonly no',
    'enable-debug-command no',
    'enable-module-command no',
    'enable-protected-configs no',
    `bind -${NO_ADDRESS}`,
    // A serverless cache is a cluster of one node that owns every slot (F5.2).
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    'cluster-port 1',
    'cluster-announce-ip 127.0.0.1',
    `cluster-announce-port ${announcedPort}`,
    'cluster-announce-hostname localhost',
    'cluster-preferred-endpoint-type hostname',
    'cluster-require-full-coverage no',
    'cluster-allow-reads-when-down yes',
    'cluster-allow-pubsubshard-when-down yes',
    'acl-pubsub-default allchannels',
    'client-output-buffer-limit normal 0 0 0',
    'client-output-buffer-limit pubsub 32mb 8mb 60',
    'client-query-buffer-limit 1gb',
    'lua-time-limit 5000',
    'maxclients 65000',
    'maxmemory-policy volatile-lru',
    'timeout 0',
    'user default off',
    `user ${control.name} on #${toHash(control.password)} ~* &* +@all`,
    ...renamed.map((name) => `rename-command ${name} ""`),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Renders a cluster in which this node is a replica, and a phantom node has all slots. A new primary
 * waits two seconds before it serves (`CLUSTER_WRITABLE_DELAY`). A replica does not wait, and
 * `CLUSTER FAILOVER TAKEOVER` makes it the primary at once. The phantom's address has no listener.
 */
export function toClusterFile({ major, minor }: ServerVersion): ClusterFile {
  const [ownId = '', phantomId = '', shardId = ''] = [1, 2, 3].map(() => {
    return randomBytes(20).toString('hex');
  });
  // Both nodes must be in one shard. Otherwise 7.2 and later lose this node's shard, and SPUBLISH crashes them.
  const shard = major > 7 || minor >= 2 ? `,,shard-id=${shardId}` : '';
  const text = [
    `${phantomId} 127.0.0.1:1@1${shard} master - 0 0 1 connected 0-16383`,
    `${ownId} 127.0.0.1:0@0${shard} myself,slave ${phantomId} 0 0 1 connected`,
    'vars currentEpoch 1 lastVoteEpoch 0',
    '',
  ].join('\n');
  return { text, phantomId };
}

function quotePath(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}
