const SYNONYMS: Readonly<Record<string, string>> = {
  allkeys: '~*',
  allcommands: '+@all',
  nocommands: '-@all',
  allchannels: '&*',
};

/**
 * An access string in one form, for comparison: ElastiCache gives back another than it was sent
 * (`off +get ~keys*` becomes `off ~keys* -@all +get`, as in its own documentation of create-user).
 */
export function normaliseAccessString(text: string): string {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => SYNONYMS[word.toLowerCase()] ?? word);
  const state = words.some((word) => word.toLowerCase() === 'on') ? 'on' : 'off';
  const patterns = words.filter((word) => /^[~%&(]/.test(word)).sort();
  const commands = words.filter((word) => /^[+-]/.test(word)).map((word) => word.toLowerCase());
  // A user begins with no command: a leading `-@all` says nothing.
  while (commands[0] === '-@all') commands.shift();
  return [state, ...patterns, ...commands].join(' ');
}
