import { IamAuthError } from './error.js';

const LOST = [
  'Connection is closed.',
  'Command timed out',
  'Command aborted due to connection close',
];
const LOST_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Returns an `IamAuthError` for a refused command or a lost connection of ioredis, and other errors unchanged. */
export function toCommandError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof IamAuthError) return error;
  const refusal = [...findPreviousErrors(error), error].find(({ message }) =>
    /^NOPERM\b/.test(message),
  );
  if (refusal) {
    const message = `The cache refused the command: ${refusal.message} The user's access string must allow the command and the key.`;
    return new IamAuthError('NotPermitted', message, { cause: refusal });
  }
  if (!isLost(error)) return error;
  const detail = error.message.replace(/\.$/, '');
  return new IamAuthError('ConnectionLost', `The connection to the cache was lost (${detail}).`, {
    cause: error,
  });
}

function isLost(error: Error): boolean {
  if ('code' in error && LOST_CODES.has(String(error.code))) return true;
  return error.name === 'MaxRetriesPerRequestError' || LOST.includes(error.message);
}

/** Returns the errors of a transaction's commands. The message of a refused transaction is only EXECABORT. */
function findPreviousErrors(error: Error): Error[] {
  const previous = 'previousErrors' in error ? error.previousErrors : undefined;
  return Array.isArray(previous) ? previous.filter((each) => each instanceof Error) : [];
}
