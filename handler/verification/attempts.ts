import type { IamAuthTokenOptions } from '../../src/iam-auth/token.js';
import { readRoleCredentials } from '../role-credentials.js';
import type { Settings } from '../settings.js';

/** What an attempt sends, and where it is decided. */
export interface Attempt {
  readonly name: string;
  /** What is tried, in words. */
  readonly what: string;
  /** `null`: the access string of the user decides. */
  readonly expected: 'refused' | 'accepted' | null;
  /** The command for which an access string decides. */
  readonly probe?: Probe;
  /** Without TLS. */
  readonly isPlain?: true;
  /** Its first command must be refused; in all others what comes before the last must be accepted. */
  readonly isAfterRefusal?: true;
  /** The commands; the reply to the last one counts. */
  toCommands(sign: Sign, settings: Settings): Promise<string[][]>;
}

/** A command as access strings know it: its ACL categories, and the key that it reads or writes. */
export interface Probe {
  readonly command: string;
  readonly categories: readonly string[];
  readonly key: string | null;
  readonly access: 'read' | 'write' | null;
}

/** Signs a token for the lab's cache and user with the role's credentials, but for these changes. */
export type Sign = (changes?: Partial<IamAuthTokenOptions>) => Promise<string>;

const NOBODY = 'valkey-lab-verify-nobody';
const NOWHERE = 'valkey-lab-verify-nowhere';
/** Nothing is ever written under it. */
const KEY = 'valkey-lab-verify';

const past = () => Date.now() - 1_000_000;
const future = () => Date.now() + 3_600_000;

/** Attempts that must be refused although all but one thing is right. */
const REFUSED: readonly Attempt[] = [
  refused('no-auth', 'a command without AUTH', async () => [['PING']]),
  refused('wrong-password', 'a password that is no token', async (_sign, { userId }) => [
    ['AUTH', userId, 'a-password-that-is-no-token'],
  ]),
  refused('default-user', 'the user default, which is off', async () => [
    ['AUTH', 'default', 'a-password-that-is-no-token'],
  ]),
  refused('other-user', 'a user that is not in the user group', async (sign) => [
    ['AUTH', NOBODY, await sign({ userId: NOBODY })],
  ]),
  byToken('user-mismatch', 'a token that is signed for another user', { userId: NOBODY }),
  byToken('other-cache', 'a token that is signed for another cache', { cacheName: NOWHERE }),
  byToken('no-resource-type', 'a token without ResourceType', { serverless: false }),
  byToken('expired', 'a token that has expired', { now: past }),
  byToken('future', 'a token of the future', { now: future }),
  refused('stretched', 'an expired token, given a longer life', async (sign, { userId }) => {
    const token = await sign({ now: () => Date.now() - 120_000, expiresInSeconds: 60 });
    return [['AUTH', userId, token.replace('X-Amz-Expires=60', 'X-Amz-Expires=900')]];
  }),
  refused('other-region', 'a token that is signed for another region', async (sign, settings) => {
    const region = settings.region === 'us-west-2' ? 'us-east-1' : 'us-west-2';
    return [['AUTH', settings.userId, await sign({ region })]];
  }),
  refused('altered-signature', 'a token with another signature', async (sign, { userId }) => [
    ['AUTH', userId, alterSignature(await sign())],
  ]),
  byToken('no-session-token', 'a token without the session token of its key', {
    credentials: async () => ({ ...(await readRoleCredentials()), sessionToken: undefined }),
  }),
  refused('hello', 'an expired token, given to HELLO', async (sign, { userId }) => [
    ['HELLO', '3', 'AUTH', userId, await sign({ now: past })],
  ]),
  {
    ...refused('after-refusal', 'a command after a refused AUTH', async (sign, { userId }) => [
      ['AUTH', userId, await sign({ now: past })],
      ['PING'],
    ]),
    isAfterRefusal: true,
  },
  { ...refused('plain-tcp', 'a connection without TLS', async () => [['PING']]), isPlain: true },
  refused('closed-command', 'CONFIG, which is closed to everybody', async (sign, { userId }) => [
    ['AUTH', userId, await sign()],
    ['CONFIG', 'GET', 'maxmemory'],
  ]),
];

/** Attempts that must be accepted: without them refusals would prove nothing. */
const ACCEPTED: readonly Attempt[] = [
  accepted('token', 'a token, given to AUTH', async (sign, { userId }) => [
    ['AUTH', userId, await sign()],
  ]),
  accepted('hello-token', 'a token, given to HELLO', async (sign, { userId }) => [
    ['HELLO', '3', 'AUTH', userId, await sign()],
  ]),
  accepted('short-token', 'a token with a life of one minute', async (sign, { userId }) => [
    ['AUTH', userId, await sign({ expiresInSeconds: 60 })],
  ]),
  accepted('second-auth', 'a second token on the same connection', async (sign, { userId }) => [
    ['AUTH', userId, await sign()],
    ['AUTH', userId, await sign()],
  ]),
];

/** Attempts for which the access string decides. Categories as in `COMMAND INFO` of Valkey 8. */
const PROBES: readonly Attempt[] = [
  toProbe(['GET', KEY], ['read', 'string', 'fast'], 'read'),
  toProbe(['DEL', KEY], ['keyspace', 'write', 'slow'], 'write'),
  toProbe(['ECHO', 'valkey-lab'], ['fast', 'connection']),
  toProbe(['DBSIZE'], ['keyspace', 'read', 'fast']),
];

/** The whole table. No attempt writes, and none depends on another: all may be made at once. */
export const ATTEMPTS: readonly Attempt[] = [...REFUSED, ...ACCEPTED, ...PROBES];

function refused(name: string, what: string, toCommands: Attempt['toCommands']): Attempt {
  return { name, what, expected: 'refused', toCommands };
}

function accepted(name: string, what: string, toCommands: Attempt['toCommands']): Attempt {
  return { name, what, expected: 'accepted', toCommands };
}

/** AUTH as the lab's user, with a truly signed token that is for something else. */
function byToken(name: string, what: string, changes: Partial<IamAuthTokenOptions>): Attempt {
  return refused(name, what, async (sign, { userId }) => [['AUTH', userId, await sign(changes)]]);
}

function toProbe(
  words: readonly string[],
  categories: readonly string[],
  access: 'read' | 'write' | null = null,
): Attempt {
  const command = (words[0] as string).toLowerCase();
  const key = access ? KEY : null;
  return {
    name: `command-${command}`,
    what: words.join(' '),
    expected: null,
    probe: { command, categories, key, access },
    toCommands: async (sign, { userId }) => [['AUTH', userId, await sign()], [...words]],
  };
}

function alterSignature(token: string): string {
  return token.replace(
    /(X-Amz-Signature=)([0-9a-f])/,
    (_all, name, digit) => `${name}${digit === '0' ? '1' : '0'}`,
  );
}
