import * as actions from '../../actions/index.js';
import type { Endpoint } from '../../actions/results.js';
import { defineCommand } from '../command.js';
import type { Head } from './documents.js';

export const ping = defineCommand({
  name: 'ping',
  description: 'connect to the cache from this machine: AUTH, SET, GET, timings',
  examples: ['valkey-lab ping --local', 'valkey-lab ping --json'],
  options: {},
  act: (options) => actions.ping(options),
  toDocument({ lab, region, account, local, ...result }): PingDocument {
    const { cacheName, userId, endpoint, connectMs, setMs, getMs } = result;
    const times = { connectMs, setMs, getMs };
    return { lab, region, account, local, cacheName, userId, endpoint, ...times };
  },
  render: ({ cacheName, userId, endpoint, connectMs, setMs, getMs }) => [
    `${cacheName} at ${endpoint.address}:${endpoint.port} accepted ${userId} from this machine.`,
    `TCP, TLS and AUTH  ${connectMs} ms`,
    `SET                ${setMs} ms`,
    `GET                ${getMs} ms`,
  ],
});

interface PingDocument extends Head {
  readonly cacheName: string;
  readonly userId: string;
  readonly endpoint: Endpoint;
  readonly connectMs: number;
  readonly setMs: number;
  readonly getMs: number;
}
