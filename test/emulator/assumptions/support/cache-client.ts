import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { toRequest } from '../../../../src/emulator/cache/resp/command.js';
import { signOddToken } from '../../cache/support/odd-token.js';
import { signToken } from '../../cache/support/token.js';
import type { AssumptionLab } from './lab.js';

/** A connection to the cache `cache-01`. */
export interface CacheClient extends Disposable {
  readonly socket: TLSSocket;
  /** Sends a command. Returns the first line of the reply, or `closed`. */
  send(...words: readonly string[]): Promise<string>;
  /** Logs in with a token of the administrator. `odd` replaces or adds parameters. */
  logIn(odd?: Readonly<Record<string, string>>): Promise<string>;
  /** Logs in with a token without `ResourceType`. */
  logInWithoutType(): Promise<string>;
}

/** Creates a cache with an IAM user, and waits until it is available. */
export async function makeCache(lab: AssumptionLab, more: object = {}): Promise<void> {
  await lab.createUser();
  await lab.createGroup('user-1');
  await lab.createCache({ UserGroupId: 'group-1', ...more });
}

/** Writes a time as a token does: `20250101T000000Z`. */
export function toTokenDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Connects to the cache. */
export async function connectToCache(lab: AssumptionLab): Promise<CacheClient> {
  const port = (await lab.describeCache())?.Endpoint?.Port ?? 0;
  const socket = connect({ host: 'localhost', port, ca: lab.ca });
  await once(socket, 'secureConnect');
  const closed = once(socket, 'close').then(() => 'closed');
  const send = async (...words: readonly string[]) => {
    const reply = once(socket, 'data').then(([chunk]) => String(chunk).split('\r\n')[0] ?? '');
    socket.write(toRequest(words));
    return Promise.race([reply, closed]);
  };
  return {
    socket,
    send,
    async logIn(odd = {}) {
      const { credentials, clock } = lab.emulator;
      const credential = { ...credentials, principal: { kind: 'administrator' } } as const;
      const dated = { User: 'user-1', 'X-Amz-Date': toTokenDate(clock.now()), ...odd };
      return send('AUTH', 'user-1', signOddToken(credential, dated));
    },
    async logInWithoutType() {
      const { credentials, clock } = lab.emulator;
      const token = await signToken({
        ...{ host: 'cache-01', query: { Action: 'connect', User: 'user-1' } },
        credential: { ...credentials, principal: { kind: 'administrator' } },
        signedAtMs: clock.now(),
      });
      return send('AUTH', 'user-1', token);
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}
