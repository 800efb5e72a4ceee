export type EmulatorErrorCode =
  | 'PORT_IN_USE'
  | 'PORT_REFUSED'
  | 'FAULTS_INVALID'
  | 'PACE_INVALID'
  | 'ASSUMPTION_INVALID'
  | 'FOLDER_UNUSABLE';

/** A failure of the local endpoint that its user can fix. AWS's errors are `AwsFault`s. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';

  constructor(
    readonly code: EmulatorErrorCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOENT: 'a folder above it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'it exists already',
  ENAMETOOLONG: 'its path is too long',
  EMFILE: 'the process has no file descriptor left',
};

/** Converts a file-system error to one that names the file and the reason. Returns other errors unchanged. */
export function toFolderError(error: unknown, path?: string): unknown {
  const reason = findFolderProblem(error, path);
  if (reason === undefined) return error;
  return new EmulatorError('FOLDER_UNUSABLE', reason, { cause: error });
}

/**
 * Returns which file could not be used, and why. Returns undefined for other errors. `path` is used if the
 * error names none.
 */
export function findFolderProblem(error: unknown, path = 'A file'): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path: ofError, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || syscall.startsWith('spawn')) return undefined;
  const isDisk = code === 'ENOSPC' || code === 'EDQUOT';
  if (ofError === undefined && !isDisk) return undefined;
  return `${ofError ?? path} cannot be used: ${REASONS[code] ?? code}.`;
}

/** Converts the error of a port that cannot be opened. */
export function toListenError(port: number, cause: NodeJS.ErrnoException): EmulatorError {
  if (cause.code === 'EADDRINUSE') {
    return new EmulatorError('PORT_IN_USE', `Port ${port} is in use by another program.`, {
      cause,
    });
  }
  const reason = cause.code ?? cause.message;
  return new EmulatorError('PORT_REFUSED', `Port ${port} cannot be opened (${reason}).`, { cause });
}
