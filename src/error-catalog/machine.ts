import type { ErrorEntry } from './entry.js';

/** Failures of this machine: the local endpoint, ports and signals. */
export const MACHINE = {
  PACE_CONFLICT: {
    exitCode: 2,
    cause: 'The local endpoint already runs with another --pace.',
    hint: { text: 'Run {command} first, or leave --pace out.', command: ['local', 'stop'] },
  },
  LOCAL_CONFLICT: {
    exitCode: 2,
    cause: 'The local endpoint already runs with other ports, keys, faults or assumptions.',
    hint: { text: 'Run {command} first, or leave the option out.', command: ['local', 'stop'] },
  },
  VALKEY_SERVER_MISSING: {
    exitCode: 1,
    cause:
      '--local runs a real server behind the cache’s port, but neither `valkey-server` nor `redis-server` 7 is on the PATH.',
    hint: 'Install it: `apt-get install valkey-server` (or `redis-server`, from version 7 on), `dnf install valkey` or `brew install valkey`. Without root, put a valkey-server program into a folder of your PATH; https://valkey.io/download has some.',
  },
  PORT_IN_USE: {
    exitCode: 1,
    cause:
      'Another program uses the port of --port or --cache-port or the path of --socket, or this user may not open it.',
    hint: 'Choose another port or path, or leave the option out.',
  },
  LOCAL_FAILED: {
    exitCode: 1,
    cause:
      'The local endpoint did not start, did not answer, ended by itself, or could not use its folders or `valkey-server`. The message says which, and names the file.',
    hint: {
      text: 'Remove the cause that the message names and try again; if it remains, {command} ends the endpoint, and --verbose shows its log.',
      command: ['local', 'stop'],
    },
  },
  LOCAL_NOT_RUNNING: {
    exitCode: 1,
    cause: 'The command needs a running local endpoint, but none is running.',
    hint: { text: 'Start it with {command}.', command: ['local', 'start'] },
  },
  INTERRUPTED: {
    exitCode: 130,
    cause: 'Ctrl-C (SIGINT).',
    hint: { text: 'Continue with the same command; clean up with {command}.', command: ['down'] },
  },
  TERMINATED: {
    exitCode: 143,
    cause: 'SIGTERM: another program, such as a CI system, ended this program.',
    hint: { text: 'Continue with the same command; clean up with {command}.', command: ['down'] },
  },
  HUNG_UP: {
    exitCode: 129,
    cause: 'SIGHUP: the program’s terminal was closed.',
    hint: { text: 'Continue with the same command; clean up with {command}.', command: ['down'] },
  },
} as const satisfies Record<string, ErrorEntry>;
