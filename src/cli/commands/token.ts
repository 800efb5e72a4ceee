import * as actions from '../../actions/index.js';
import { defineCommand } from '../command.js';
import type { Head } from './documents.js';

export const token = defineCommand({
  name: 'token',
  description: "print an IAM authentication token for the lab's user",
  examples: [
    'valkey-lab token',
    'valkey-cli --tls -h HOST --user iam-user-01 --pass "$(valkey-lab token)" ping',
  ],
  options: {},
  act: (options) => actions.token(options),
  toDocument: ({ lab, region, local, ...result }): TokenDocument => {
    const { cacheName, userId, token: signed, expiresAt } = result;
    return { lab, region, local, cacheName, userId, token: signed, expiresAt };
  },
  isVerbatim: () => true,
  render: (result) => [result.token],
});

interface TokenDocument extends Omit<Head, 'account'> {
  readonly cacheName: string;
  readonly userId: string;
  readonly token: string;
  readonly expiresAt: string;
}
