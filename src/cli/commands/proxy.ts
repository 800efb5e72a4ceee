import * as actions from '../../actions/index.js';
import type { Endpoint, ProxyResult } from '../../actions/results.js';
import { defineCommand, flag, number, text } from '../command.js';
import { isInterruption } from '../signals.js';
import type { Head } from './documents.js';

export const proxy = defineCommand({
  name: 'proxy',
  description:
    'open a local port to the cache for tools without IAM; it works where this machine reaches the cache',
  examples: [
    'valkey-lab proxy',
    'valkey-lab proxy --port 6380',
    'valkey-lab proxy --socket ./valkey.sock --user reader',
  ],
  options: {
    port: number('--port <port>', 'port on 127.0.0.1 (default: any free one)'),
    socket: text('--socket <path>', 'listen on a unix socket instead, for your user only'),
    user: text('--user <name>', "ElastiCache user to log in as (default: the lab's)"),
    password: flag('--no-password', 'accept every client of this machine (needs --port)'),
  },
  async act(options, output) {
    let isReady = false;
    try {
      await actions.proxy({
        ...options,
        onReady(result) {
          isReady = true;
          if (output.options.json) {
            output.document({ command: 'proxy', ok: true, ...toDocument(result) });
            return;
          }
          const { cacheName, userId } = result;
          output.lines([result.url], { isVerbatim: true });
          output.note(`Clients of this address use ${cacheName} as ${userId}; Ctrl-C ends it.`);
        },
      });
    } catch (error) {
      // Ctrl-C is the normal end: set the exit code, but show no failure.
      if (!isReady || !isInterruption(error)) throw error;
      process.exitCode = error.exitCode;
    }
    return undefined;
  },
  toDocument,
  isVerbatim: () => true,
  render: ({ url }) => [url],
});

interface ProxyDocument extends Head {
  readonly url: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly socket: string | null;
  readonly username: string;
  readonly password: string | null;
  readonly cacheName: string;
  readonly userId: string;
  readonly endpoint: Endpoint;
}

function toDocument({ lab, region, account, local, ...result }: ProxyResult): ProxyDocument {
  const { url, host, port, socket, username, password, cacheName, userId, endpoint } = result;
  const address = { url, host, port, socket, username, password };
  return { lab, region, account, local, ...address, cacheName, userId, endpoint };
}
