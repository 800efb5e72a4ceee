import { LabError } from '../errors.js';
import type { Language } from './entry.js';

/** The oldest runtimes with which Lambda creates functions (F6.5, F6.21). */
const OLDEST = { nodejs: 22, python: 12 } as const;
const DEFAULT_PYTHON = 'python3.13';

/**
 * Returns the runtime of a function.
 * @throws LabError CONFIG_INVALID when `--runtime` is too old, unknown, or of the other language
 */
export function chooseRuntime(
  language: Language,
  { given, node }: { readonly given: string | undefined; readonly node: string },
): string {
  if (given === undefined) return language === 'node' ? node : DEFAULT_PYTHON;
  const asked = refuseUnknownRuntime(given);
  if (asked === language) return given;
  throw new LabError(
    'CONFIG_INVALID',
    `--runtime is "${given}", but the function's entry is ${language === 'node' ? 'JavaScript or TypeScript' : 'Python'}.`,
    {
      hint: 'Leave --runtime out, or name another entry with --handler.',
    },
  );
}

/**
 * Returns the language of a runtime.
 * @throws LabError CONFIG_INVALID for a runtime that Lambda no longer creates, or that is neither Node.js nor Python
 */
function refuseUnknownRuntime(runtime: string): Language {
  const [, node, python] = /^(?:nodejs(\d+)\.x|python3\.(\d+))$/.exec(runtime) ?? [];
  if (node === undefined && python === undefined) {
    throw new LabError(
      'CONFIG_INVALID',
      `--runtime is "${runtime}", but must be one such as nodejs24.x or python3.13.`,
      {
        hint: 'The lab deploys functions for Node.js and Python.',
      },
    );
  }
  const isOld = node === undefined ? Number(python) < OLDEST.python : Number(node) < OLDEST.nodejs;
  if (!isOld) return node === undefined ? 'python' : 'node';
  const least = node === undefined ? `python3.${OLDEST.python}` : `nodejs${OLDEST.nodejs}.x`;
  throw new LabError(
    'CONFIG_INVALID',
    `--runtime is "${runtime}", but Lambda no longer creates functions with a runtime older than ${least}.`,
    { hint: `Use ${least} or later.` },
  );
}
