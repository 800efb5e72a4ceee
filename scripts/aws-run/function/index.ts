import { readRoleCredentials } from '../../../handler/role-credentials.js';
import { converse } from '../../../src/verification/dialogue.js';
import { signOddToken, type TokenValues } from './token.js';

/** One command: its words, or a login with a token of the role. */
export type Command = readonly string[] | TokenValues;

/** What the probe function does: it connects, sends the commands and returns the first line of each reply. */
export interface ProbeEvent {
  readonly host?: string;
  readonly port?: number;
  readonly commands?: readonly Command[];
  readonly timeoutMs?: number;
}

export interface ProbeReply {
  readonly replies: readonly string[];
  /** The code of the failed connection. */
  readonly failure: string | null;
}

/** Runs in the VPC of the cache. Without an address, it only shows that it runs. */
export async function handler(event: ProbeEvent): Promise<ProbeReply> {
  const { host, port, commands = [], timeoutMs = 5_000 } = event;
  if (host === undefined || port === undefined) return { replies: [], failure: null };
  const keys = await readRoleCredentials();
  const words = commands.map((command) =>
    'userId' in command ? ['AUTH', command.userId, signOddToken(keys, command)] : [...command],
  );
  try {
    return { replies: await converse({ host, port }, words, { timeoutMs }), failure: null };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return { replies: [], failure: code ?? name };
  }
}
