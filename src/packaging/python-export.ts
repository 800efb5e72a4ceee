import { LabError } from '../errors.js';
import type { Source } from './source.js';

/** The usual names of a Python handler: of AWS SAM and of many tutorials, and of Lambda's console. */
const USUAL = ['handler', 'lambda_handler'];

/**
 * Finds the name of the handler in a Python file. Without a usual name, it is `lambda_handler`, and the check of the
 * handler says what is missing.
 * @throws LabError PACKAGE_INVALID when the file has several
 */
export function findPythonExport(
  text: string,
  { source, file }: { readonly source: Source; readonly file: string },
): string {
  const found = USUAL.filter((name) => definesAtTop(text, name));
  if (found.length < 2) return found[0] ?? 'lambda_handler';
  const module = file.replace(/\.py$/, '');
  throw new LabError(
    'PACKAGE_INVALID',
    `${file} of ${source.label} defines both ${found.join(' and ')}.`,
    { hint: `Choose one, for example with --handler ${module}.${found[0]}.` },
  );
}

function definesAtTop(text: string, name: string): boolean {
  return new RegExp(`^(?:(?:async\\s+)?def\\s+${name}\\b|${name}\\s*[:=])`, 'm').test(text);
}
