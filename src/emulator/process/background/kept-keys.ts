import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toFolderError } from '../errors.js';
import { EndpointError } from './errors.js';
import { readOwnFile } from './own-file.js';

/** The endpoint's keys. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const KEYS_FILE = 'keys.json';

/**
 * Reads the keys that an earlier endpoint of this directory has kept.
 * @throws EndpointError FOREIGN_FILE if the file has other content
 */
export function readKeptKeys(dir: string): Keys | undefined {
  const path = join(dir, KEYS_FILE);
  const text = readOwnFile(path);
  if (text === undefined) return undefined;
  const keys = parseKeys(text);
  if (keys) return keys;
  throw new EndpointError(
    'FOREIGN_FILE',
    `${path} has no keys of this program, and was left alone.`,
  );
}

/** Keeps keys for the next endpoint of this directory. */
export function keepKeys(dir: string, { accessKeyId, secretAccessKey }: Keys): void {
  const path = join(dir, KEYS_FILE);
  const text = `${JSON.stringify({ accessKeyId, secretAccessKey }, null, 2)}\n`;
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw toFolderError(error, path);
  }
}

function parseKeys(text: string): Keys | undefined {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(text);
    const isValid =
      /^AKIA[A-Z2-7]{16}$/.test(accessKeyId) && /^[A-Za-z0-9+/]{40}$/.test(secretAccessKey);
    return isValid ? { accessKeyId, secretAccessKey } : undefined;
  } catch {
    return undefined;
  }
}
