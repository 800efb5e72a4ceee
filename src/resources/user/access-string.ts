const SYNONYMS: Readonly<Record<string, string>> = {
  allkeys: '~*',
  allcommands: '+@all',
  nocommands: '-@all',
  allchannels: '&*',
};

/** What an access string allows, apart from the way in which it is written. */
interface Meaning {
  isOn: boolean;
  keys: Set<string>;
  /** Undefined when no rule names channels: then the engine's default applies. */
  channels: Set<string> | undefined;
  selectors: Set<string>;
  commands: string[];
}

/**
 * Whether two access strings allow the same. ElastiCache can return another form than it received (F2.4): in its
 * documentation of create-user, `off +get ~keys*` becomes `off ~keys* -@all +get`. It may also add a rule for channels.
 */
export function hasSameMeaning(a: string, b: string): boolean {
  const [first, second] = [toMeaning(a), toMeaning(b)];
  const isSameSet = (x: Set<string>, y: Set<string>) =>
    toText([...x].sort()) === toText([...y].sort());
  const areChannelsOpen = !first.channels || !second.channels;
  return (
    first.isOn === second.isOn &&
    isSameSet(first.keys, second.keys) &&
    isSameSet(first.selectors, second.selectors) &&
    (areChannelsOpen || isSameSet(first.channels ?? new Set(), second.channels ?? new Set())) &&
    toText(toCommands(first.commands)) === toText(toCommands(second.commands))
  );
}

const toText = (words: readonly string[]): string => words.join(' ');

/** Applies the rules from left to right, as Valkey does. */
function toMeaning(text: string): Meaning {
  const meaning: Meaning = {
    isOn: false,
    keys: new Set(),
    channels: undefined,
    selectors: new Set(),
    commands: [],
  };
  for (const word of toWords(text)) apply(meaning, SYNONYMS[word.toLowerCase()] ?? word);
  return meaning;
}

/** Splits at spaces, but keeps a selector in brackets together. */
function toWords(text: string): string[] {
  return text.match(/\([^)]*\)|\S+/g) ?? [];
}

function apply(meaning: Meaning, word: string): void {
  const lower = word.toLowerCase();
  if (lower === 'on' || lower === 'off') meaning.isOn = lower === 'on';
  else if (lower === 'resetkeys') meaning.keys.clear();
  else if (lower === 'resetchannels') meaning.channels = new Set();
  else if (lower === 'clearselectors') meaning.selectors.clear();
  else if (word.startsWith('(')) meaning.selectors.add(word);
  else if (word.startsWith('&')) meaning.channels = withPattern(meaning.channels, word, '&*');
  else if (/^[~%]/.test(word)) meaning.keys = withPattern(meaning.keys, word, '~*');
  else if (/^[+-]/.test(word)) meaning.commands.push(lower);
}

/** The pattern for everything includes the others. */
function withPattern(known: ReadonlySet<string> | undefined, word: string, all: string) {
  const patterns = known?.has(all) ? [all] : [...(known ?? []), word];
  return new Set(word === all ? [all] : patterns);
}

/** Removes rules without effect, and sorts neighbours whose order makes no difference. */
function toCommands(rules: readonly string[]): string[] {
  const start = Math.max(rules.lastIndexOf('+@all'), rules.lastIndexOf('-@all'));
  // A new user may run no command, so a leading `-@all` changes nothing.
  const kept = rules[start] === '+@all' ? ['+@all'] : [];
  const rest = rules.slice(start + 1);
  const sorted: string[] = [];
  for (let from = 0; from < rest.length; ) {
    const sign = rest[from]?.[0];
    const length = rest.slice(from).findIndex((rule) => rule[0] !== sign);
    const to = length < 0 ? rest.length : from + length;
    sorted.push(...new Set(rest.slice(from, to).sort()));
    from = to;
  }
  return [...kept, ...sorted];
}
