const SYNONYMS: Readonly<Record<string, string>> = {
  allkeys: '~*',
  allcommands: '+@all',
  nocommands: '-@all',
  allchannels: '&*',
};

/**
 * Brings an access string into one form, for comparison. ElastiCache can return another form than it received (F2.4): in
 * its documentation of create-user, `off +get ~keys*` becomes `off ~keys* -@all +get`.
 */
export function normaliseAccessString(text: string): string {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => SYNONYMS[word.toLowerCase()] ?? word);
  const state = words.some((word) => word.toLowerCase() === 'on') ? 'on' : 'off';
  const patterns = words.filter((word) => /^[~%&(]/.test(word)).sort();
  const commands = words.filter((word) => /^[+-]/.test(word)).map((word) => word.toLowerCase());
  // A new user may run no command, so a leading `-@all` changes nothing.
  while (commands[0] === '-@all') commands.shift();
  return [state, ...patterns, ...commands].join(' ');
}
