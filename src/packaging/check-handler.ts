import { LabError } from '../errors.js';
import type { Entry } from './entry.js';
import type { Source } from './source.js';

/** What lets a file export names that its text does not contain. */
const INDIRECT = {
  node: /\bexports\b|\bexport\s*\*/,
  python: /\bimport\s*\*|\b__getattr__\b|\bglobals\(|\bsetattr\(|\bexec\(/,
} as const;

/**
 * Refuses an entry whose file surely does not define its handler: the name is not in its text.
 * @throws LabError PACKAGE_INVALID
 */
export async function refuseMissingHandler(source: Source, entry: Entry): Promise<void> {
  const [name = ''] = entry.exportName.split('.');
  const text = await source.read(entry.file);
  if (text.includes(name) || INDIRECT[entry.language].test(text)) return;
  throw toMissingHandler(source, entry);
}

/** Creates the error for a file without its handler. */
export function toMissingHandler(
  { label }: Source,
  { file, exportName, language }: Entry,
): LabError {
  const does = language === 'node' ? 'export' : 'define';
  return new LabError('PACKAGE_INVALID', `${file} of ${label} does not ${does} ${exportName}.`, {
    hint: `Name the function with --handler, such as --handler ${file.replace(/\.[^./]+$/, '')}.NAME.`,
  });
}
