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
/** All attempts. They write nothing and do not depend on each other, so they can run in parallel. */
export declare const ATTEMPTS: readonly Attempt[];
