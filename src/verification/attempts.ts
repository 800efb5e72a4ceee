import type { IamAuthTokenOptions } from '../iam-auth/token.js';
import type { Caller } from './caller.js';

/** One attempt to get into the cache: its commands, and the expected outcome. */
export interface Attempt {
  readonly name: string;
  /** A description for people. */
  readonly what: string;
  /** `null` if the user's access string decides (`probe`), or if AWS documents no outcome. */
  readonly expected: 'refused' | 'accepted' | null;
  /** The command whose outcome depends on the access string. */
  readonly probe?: Probe;
  /** Set to connect without TLS. */
  readonly isPlain?: true;
  /** Set if the cache must refuse the first command. In other attempts it must accept every command before the last. */
  readonly isAfterRefusal?: true;
  /** Set if the attempt is wrong only for a key with a session token. */
  readonly needsSessionToken?: true;
  /** Returns the commands. The reply to the last command decides the outcome. */
  toCommands(sign: Sign, caller: Caller): Promise<string[][]>;
}

/** The parts of a command that an access string refers to: its name, its ACL categories and its key. */
export interface Probe {
  readonly command: string;
  readonly categories: readonly string[];
  readonly key: string | null;
  readonly access: 'read' | 'write' | null;
}

/** Signs a token for the lab's cache and user with the caller's credentials. `changes` replaces some of the options. */
export type Sign = (changes?: Partial<IamAuthTokenOptions>) => Promise<string>;

const UNKNOWN_USER = 'valkey-lab-verify-nobody';
const UNKNOWN_CACHE = 'valkey-lab-verify-nowhere';
/** A key that no attempt writes. */
const KEY = 'valkey-lab-verify';

const past = () => Date.now() - 1_000_000;
const future = () => Date.now() + 3_600_000;

/** Attempts that the cache must refuse. In each of them, exactly one thing is wrong. */
const REFUSED: readonly Attempt[] = [
  refused('no-auth', 'a command without AUTH', async () => [['PING']]),
  refused('wrong-password', 'a password instead of a token', async (_sign, { userId }) => [
    ['AUTH', userId, 'a-password-and-not-a-token'],
  ]),
  // A group with engine `valkey` turns the default user off (F3.1).
  refused('default-user', 'the user default, which is turned off', async () => [
    ['AUTH', 'default', 'a-password-and-not-a-token'],
  ]),
  refused('other-user', 'a user that is not in the user group', async (sign) => [
    ['AUTH', UNKNOWN_USER, await sign({ userId: UNKNOWN_USER })],
  ]),
  byToken('user-mismatch', 'a token for another user', { userId: UNKNOWN_USER }),
  byToken('other-cache', 'a token for another cache', { cacheName: UNKNOWN_CACHE }),
  byToken('expired', 'an expired token', { now: past }),
  refused('stretched', 'an expired token with an extended lifetime', async (sign, { userId }) => {
    const token = await sign({ now: () => Date.now() - 120_000, expiresInSeconds: 60 });
    return [['AUTH', userId, token.replace('X-Amz-Expires=60', 'X-Amz-Expires=900')]];
  }),
  refused('other-region', 'a token for another region', async (sign, settings) => {
    const region = settings.region === 'us-west-2' ? 'us-east-1' : 'us-west-2';
    return [['AUTH', settings.userId, await sign({ region })]];
  }),
  refused('altered-signature', 'a token with an altered signature', async (sign, { userId }) => [
    ['AUTH', userId, alterSignature(await sign())],
  ]),
  {
    ...refused('no-session-token', 'a token without the session token of its key', withoutSession),
    needsSessionToken: true,
  },
  refused('hello', 'an expired token in HELLO', async (sign, { userId }) => [
    ['HELLO', '3', 'AUTH', userId, await sign({ now: past })],
  ]),
  {
    ...refused('after-refusal', 'a command after a refused AUTH', async (sign, { userId }) => [
      ['AUTH', userId, await sign({ now: past })],
      ['PING'],
    ]),
    isAfterRefusal: true,
  },
  // TLS is mandatory (F5.1).
  { ...refused('plain-tcp', 'a connection without TLS', async () => [['PING']]), isPlain: true },
];

/** Attempts that the cache must accept. Without them, refusals would prove nothing. */
const ACCEPTED: readonly Attempt[] = [
  accepted('token', 'a token in AUTH', async (sign, { userId }) => [
    ['AUTH', userId, await sign()],
  ]),
  accepted('hello-token', 'a token in HELLO', async (sign, { userId }) => [
    ['HELLO', '3', 'AUTH', userId, await sign()],
  ]),
  accepted('second-auth', 'a second token on the same connection', async (sign, { userId }) => [
    ['AUTH', userId, await sign()],
    ['AUTH', userId, await sign()],
  ]),
];

/** Attempts for which AWS documents no outcome. They show what the cache does, and no outcome of them is wrong. */
const UNDOCUMENTED: readonly Attempt[] = [
  // Sources disagree about whether the cache refuses this token (F4.5).
  open(byToken('no-resource-type', 'a token without ResourceType', { serverless: false })),
  open(byToken('future', 'a token with a date in the future', { now: future })),
  open(byToken('short-token', 'a token with a lifetime of one minute', { expiresInSeconds: 60 })),
  // Serverless caches restrict CONFIG, but AWS does not document the answer (F5.4).
  open(
    refused('closed-command', 'the restricted command CONFIG', async (sign, { userId }) => [
      ['AUTH', userId, await sign()],
      ['CONFIG', 'GET', 'maxmemory'],
    ]),
  ),
];

/** Attempts whose outcome depends on the access string. The categories come from `COMMAND INFO` of Valkey 8. */
const PROBES: readonly Attempt[] = [
  toProbe(['GET', KEY], ['read', 'string', 'fast'], 'read'),
  toProbe(['DEL', KEY], ['keyspace', 'write', 'slow'], 'write'),
  toProbe(['ECHO', 'valkey-lab'], ['fast', 'connection']),
  toProbe(['DBSIZE'], ['keyspace', 'read', 'fast']),
];

/** All attempts. They write nothing and do not depend on each other, so they can run in parallel. */
export const ATTEMPTS: readonly Attempt[] = [...REFUSED, ...ACCEPTED, ...PROBES, ...UNDOCUMENTED];

function refused(name: string, what: string, toCommands: Attempt['toCommands']): Attempt {
  return { name, what, expected: 'refused', toCommands };
}

function open(attempt: Attempt): Attempt {
  return { ...attempt, expected: null };
}

function accepted(name: string, what: string, toCommands: Attempt['toCommands']): Attempt {
  return { name, what, expected: 'accepted', toCommands };
}

/** Sends AUTH as the lab's user, with a correctly signed token for something else. */
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

async function withoutSession(sign: Sign, { userId, credentials }: Caller): Promise<string[][]> {
  const keys = { ...(await credentials()), sessionToken: undefined };
  return [['AUTH', userId, await sign({ credentials: async () => keys })]];
}

function alterSignature(token: string): string {
  return token.replace(
    /(X-Amz-Signature=)([0-9a-f])/,
    (_all, name, digit) => `${name}${digit === '0' ? '1' : '0'}`,
  );
}
