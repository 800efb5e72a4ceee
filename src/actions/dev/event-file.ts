import { readFile } from 'node:fs/promises';
import { LabError } from '../../errors.js';

/**
 * Reads the event of the invocations as JSON text. It is read again for each round, because it may change.
 * @throws LabError CONFIG_INVALID
 */
export async function readEvent(file: string | undefined): Promise<string> {
  if (file === undefined) return '{}';
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new LabError('CONFIG_INVALID', `--event names ${file}, which cannot be read (${code}).`);
  }
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `--event names ${file}, which is not JSON: ${(error as Error).message}.`;
    throw new LabError('CONFIG_INVALID', message, { hint: 'Write an event such as {"id": 1}.' });
  }
  return text;
}
