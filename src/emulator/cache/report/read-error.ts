import type { CompatibilityProblem } from '../../state/compatibility.js';
import { isRestricted } from '../server/restricted-commands.js';
import type { RecentRequest } from './recent-requests.js';

/** The meaning of an error that a server sent. */
export interface ErrorSign {
  readonly problem: CompatibilityProblem;
  /** As the server names it: `keys`, `client|list`. Undefined if the error does not name it. */
  readonly command?: string | undefined;
  /** Finds the refused request: the oldest one that fits. Otherwise it is the latest one, if it was sent alone. */
  readonly fits?: (request: RecentRequest) => boolean;
}

/** For errors inside of a script, which EVALSHA may have run, too. */
const SCRIPT = 'eval';

type Reading = (match: RegExpExecArray) => ErrorSign;

/** Valkey's and Redis's words, without `-`. */
const SIGNS: readonly (readonly [RegExp, Reading])[] = [
  [/^ERR unknown command ['`]([^'`]*)['`]/, ([, name = '']) => toNamed(name, 'unknown-command')],
  [
    /^ERR unknown subcommand ['`]([^'`]*)['`]\. Try (\S+) HELP/i,
    ([, subcommand, container]) => ({
      problem: 'unknown-command',
      command: `${container}|${subcommand}`.toLowerCase(),
    }),
  ],
  [
    /^NOPERM .*permissions to run the '([^']*)' command/,
    ([, name = '']) => toNamed(name, 'no-permission'),
  ],
  [/^NOPERM /, () => ({ problem: 'no-permission' })],
  [/^CROSSSLOT /, () => ({ problem: 'cross-slot', fits: ({ isCrossing }) => isCrossing })],
  [
    /^ERR Script attempted to access (keys that do not hash to the same slot|a non local key)/,
    () => ({ problem: 'cross-slot', command: SCRIPT }),
  ],
  [
    /^ERR (SELECT is not allowed in cluster mode|DB index is out of range)/,
    () => ({ problem: 'several-databases', fits: namesDatabase }),
  ],
  [
    /^ERR Copying to another database is not allowed in cluster mode/,
    () => ({ problem: 'several-databases', command: 'copy' }),
  ],
  [
    /^ERR Can't execute '(auth|hello)': only /,
    ([, command]) => ({ problem: 'resp2-subscription', command }),
  ],
  [
    /^ERR (Unknown (\S+ )?command called from|This \S+ command is not allowed from) script/,
    () => ({ problem: 'unknown-command', command: SCRIPT }),
  ],
  [/^ERR ACL failure in script/, () => ({ problem: 'no-permission', command: SCRIPT })],
];

/** Returns what an error says about serverless caches. Undefined for an error that any server gives. */
export function readError(error: string): ErrorSign | undefined {
  for (const [words, read] of SIGNS) {
    const match = words.exec(error);
    if (match) return read(match);
  }
  return undefined;
}

function toNamed(name: string, otherwise: CompatibilityProblem): ErrorSign {
  const command = name.toLowerCase();
  return { command, problem: isRestricted(command) ? 'restricted-command' : otherwise };
}

function namesDatabase({ name, args }: RecentRequest): boolean {
  if (name === 'copy') return args.some((arg) => String(arg).toUpperCase() === 'DB');
  return name === 'select' && String(args[0]) !== '0';
}
