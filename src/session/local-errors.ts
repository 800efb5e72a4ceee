import { type ErrorCode, type Hint, LabError } from '../errors.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ValkeyServerMissingError: 'VALKEY_SERVER_MISSING',
  PORT_IN_USE: 'PORT_IN_USE',
  PORT_REFUSED: 'PORT_IN_USE',
  FAULTS_INVALID: 'CONFIG_INVALID',
};

const OTHER_FOLDER =
  'set VALKEY_LAB_LOCAL_DIR to a folder that does not exist yet, or to one of yours with mode 0700';

/** Hints that are more useful than the hint of the error's code. */
const HINTS: Readonly<Record<string, string | Hint>> = {
  UNRESPONSIVE: {
    text: 'Try again. If the endpoint still does not answer, {command} stops it and deletes its resources.',
    command: ['local', 'stop'],
  },
  DIRECTORY_REFUSED: `Make the folder accessible to you only (\`chmod 700\`), or ${OTHER_FOLDER}.`,
  FOREIGN_FILE: `Move the file away, or ${OTHER_FOLDER}.`,
  FOLDER_UNUSABLE:
    'Free disk space or change the permissions. Or choose other folders: VALKEY_LAB_LOCAL_DIR for the endpoint’s own files, TMPDIR for its temporary files.',
};

/** Codes of errors whose messages are clear without an introduction. */
const SPEAKING: readonly string[] = [
  'RUNNING',
  'FOLDER_UNUSABLE',
  'UNRESPONSIVE',
  'DIRECTORY_REFUSED',
  'FOREIGN_FILE',
];

/** Turns errors of the local endpoint into lab errors. */
export async function withLocalErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof LabError) throw error;
    const { code = error.name } = error as Error & { code?: string };
    const known = CODES[code];
    const isClear = known !== undefined || SPEAKING.includes(code);
    const message = isClear ? error.message : `The local endpoint failed: ${error.message}`;
    throw new LabError(known ?? 'LOCAL_FAILED', message, { hint: HINTS[code], cause: error });
  }
}
