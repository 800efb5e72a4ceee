import { LabError } from '../../errors.js';

/**
 * Parses `KEY=VALUE` options. The last value of a key counts.
 * @throws LabError CONFIG_INVALID; the message has no value, which can be secret
 */
export function toVariables(
  given: readonly string[] | undefined,
): Readonly<Record<string, string>> | undefined {
  return given && Object.fromEntries(given.map(toVariable));
}

function toVariable(text: string): [key: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  const what = at === 0 ? 'a value without a name' : 'a text without "="';
  throw new LabError('CONFIG_INVALID', `--env has ${what}.`, { hint: 'Write --env KEY=VALUE.' });
}
