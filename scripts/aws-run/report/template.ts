/** Hides what belongs to an account in the texts of AWS. */
export interface Redactor {
  /** Notes every value of an input or an answer of AWS. */
  remember(values: object): void;
  /** Returns a text with a placeholder for each known value, and for each word that is not an ordinary one. */
  toTemplate(text: string): string;
}

/** Members whose values are words of AWS's own, such as statuses. All other values may belong to the account. */
const OPEN_MEMBERS = /(status|state|engine|type|mode|runtime|reason|code|version|unit|effect)$/i;
const SHORTEST = 3;
const HIDDEN = '<hidden>';

/** A word of letters, perhaps in quotes or brackets and with a mark at its end. */
const ORDINARY =
  /^["'`([]*(?:[A-Za-z]+(?:'[a-z]+)?|[a-z]+-[a-z]+|\d{1,2})["'`)\]]*[.,:;!?]*["'`)\]]*$/;

/** Creates a redactor. What it remembers stays in memory. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  return {
    remember: (values) => collect(values, known, new Set()),
    toTemplate(text) {
      const values = [...known].sort((a, b) => b.length - a.length);
      const open = values.reduce((rest, value) => replaceWhole(rest, value), text);
      const words = open.split(/\s+/).filter(Boolean);
      const shown = words.map((word) =>
        word.includes(HIDDEN) || !ORDINARY.test(word) ? HIDDEN : word,
      );
      return shown
        .filter((word, index) => word !== HIDDEN || shown[index - 1] !== HIDDEN)
        .join(' ');
    },
  };
}

/** Replaces a value where it stands alone: "on" must not be cut out of "connection". */
function replaceWhole(text: string, value: string): string {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![A-Za-z\\d])${escaped}(?![A-Za-z\\d])`, 'gi'), HIDDEN);
}

function collect(value: unknown, known: Set<string>, seen: Set<object>, member = ''): void {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST && !OPEN_MEMBERS.test(member)) addWithParts(value, known);
    return;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  if (ArrayBuffer.isView(value)) return;
  seen.add(value);
  for (const [name, inner] of Object.entries(value)) {
    if (name === '$metadata') continue;
    const isItem = Array.isArray(value);
    // The keys of a map of tags or variables are values of the account, too. A list of tags has members of AWS's own.
    const isKey = /(tags|variables)$/i.test(member) && !/^(Key|Value)$/.test(name);
    if (!isItem && isKey && name.length >= SHORTEST) known.add(name);
    collect(inner, known, seen, isItem ? member : name);
  }
}

/** An ARN or an address can appear in a message by its last part alone. */
function addWithParts(value: string, known: Set<string>): void {
  known.add(value);
  if (!/^arn:|[./@]/.test(value)) return;
  for (const part of value.split(/[:/@]/)) {
    if (part.length >= SHORTEST && !COMMON_PARTS.has(part)) known.add(part);
  }
}

/** Parts of ARNs that are words of AWS's own. */
const COMMON_PARTS = new Set([
  ...['arn', 'aws', 'iam', 'sts', 'ec2', 'lambda', 'logs', 'elasticache', 'role', 'policy', 'user'],
  ...['function', 'usergroup', 'serverlesscache', 'subnet', 'vpc', 'service-role', 'log-group'],
]);
