import type { Login } from '../login/login.js';
import type { Finding, RefusedBy } from './finding.js';
import { type ErrorSign, readError } from './read-error.js';
import type { RecentRequests } from './recent-requests.js';
import { createErrorReader } from './reply-errors.js';
import type { CompatibilityReport } from './report.js';

/** Watches one connection for the report. */
export interface Observer {
  /** Receives each chunk of the client. */
  sent(chunk: Buffer): void;
  /** Receives each CLIENT, AUTH and HELLO, whose arguments can name the client. */
  read(args: readonly Buffer[]): void;
  accepted(login: Login): void;
  refused(login: Login, rule: RefusedBy): void;
  /** The connection ends because of its 12 hours. */
  expired(): void;
  /** Receives each chunk for the client. */
  received(chunk: Buffer): void;
}

/** What the connections of a cache share. */
export interface Observation {
  readonly report: CompatibilityReport;
  readonly recent: RecentRequests;
}

const STAR = 42;
/** The answers in RESP 2. In RESP 3, they begin with `>`. */
const SUBSCRIBED = { SUBSCRIBE: toAnswer('subscribe'), SSUBSCRIBE: toAnswer('ssubscribe') };
/** The first digits of the lengths of these names. */
const NINE = 57;
const ONE = 49;
const QUEUED = '+QUEUED\r\n';
/** The name of a command. Other texts, also those with digits, may be a token or a password that was sent by mistake. */
const COMMAND_NAME = /^[a-z][a-z._-]{0,31}(\|[a-z][a-z_-]{0,31})?$/;
const MAX_CLIENT = 64;

/** Creates the observer of one connection. */
export function createObserver({ report, recent }: Observation): Observer {
  const errors = createErrorReader();
  const names = { library: '', version: '', connection: '', user: 'default' };
  const self = {};
  /** The command of a login whose reply has not come yet. */
  let pendingLogin: Login['command'] | undefined;

  function toClient(): string {
    const { library, version, connection, user } = names;
    if (library !== '') return `${library} ${version}`.trim();
    return connection === '' ? `user ${user}` : connection;
  }

  function add(problem: Finding['problem'], command: string | null, rule: RefusedBy | null = null) {
    report.add(toClient(), { problem, command, rule });
  }

  function findName({ command, fits }: ErrorSign): string | undefined {
    if (command !== undefined) return command;
    return ((fits && recent.take(self, fits)) ?? recent.findLast(self))?.name;
  }

  return {
    sent: (chunk) => recent.note(self, chunk),
    read(args) {
      const [name = '', subcommand = '', option = ''] = args.map((arg) =>
        String(arg).toUpperCase(),
      );
      const value = toPlain(args.at(-1));
      if (name === 'HELLO') {
        const at = args.findIndex((arg) => String(arg).toUpperCase() === 'SETNAME');
        if (at > 0 && args[at + 1]) names.connection = toPlain(args[at + 1]);
      } else if (name !== 'CLIENT') return;
      else if (subcommand === 'SETNAME' && args.length === 3) names.connection = value;
      else if (subcommand === 'SETINFO' && option === 'LIB-NAME') names.library = value;
      else if (subcommand === 'SETINFO' && option === 'LIB-VER') names.version = value;
    },
    accepted({ username, command }) {
      names.user = toPlain(Buffer.from(username));
      pendingLogin = command;
    },
    refused({ username, command }, rule) {
      if (names.user === 'default') names.user = toPlain(Buffer.from(username));
      add('login-refused', command, rule);
    },
    expired: () => add('twelve-hours', null),
    received(chunk) {
      if (pendingLogin !== undefined) {
        if (chunk.includes(QUEUED) && recent.isLoginQueued(self))
          add('auth-in-transaction', pendingLogin);
        pendingLogin = undefined;
      }
      if (chunk[0] === STAR && (chunk[5] === NINE || chunk[5] === ONE)) {
        for (const [name, answer] of Object.entries(SUBSCRIBED)) {
          if (answer.equals(chunk.subarray(0, answer.length))) add('resp2-subscription', name);
        }
      }
      for (const error of errors.read(chunk)) {
        const sign = readError(error);
        if (sign) add(sign.problem, toCommand(findName(sign)));
      }
    },
  };
}

function toAnswer(name: string): Buffer {
  return Buffer.from(`*3\r\n$${name.length}\r\n${name}\r\n`);
}

function toCommand(name = ''): string | null {
  return COMMAND_NAME.test(name) ? name.replace('|', ' ').toUpperCase() : null;
}

/** Returns a name from a client without control characters. */
function toPlain(bytes: Buffer = Buffer.alloc(0)): string {
  return bytes.toString('utf8', 0, MAX_CLIENT).replace(/[^\x20-\x7e]/g, '?');
}
