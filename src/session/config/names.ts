import { LabError } from '../../errors.js';

/** AWS's rule for a name, and the words that describe it. */
interface NameRule {
  readonly pattern: RegExp;
  readonly max?: number;
  readonly says: string;
}

const LETTERS_DIGITS_HYPHENS = /^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/;
const IAM_CHARACTERS = /^[\w+=,.@-]+$/;
const IAM_SAYS = 'may contain only letters, digits and _ + = , . @ -';
const STARTS_WITH_LETTER =
  'must start with a letter, contain only letters, digits and single hyphens, and not end with a hyphen';

// The pattern of UserId in ElastiCache's API model, which has no maximum length.
const USER_CHARACTERS = /^[a-zA-Z][a-zA-Z0-9-]*$/;
const STARTS_LIKE_A_USER = 'must start with a letter and contain only letters, digits and hyphens';

/** The rules in the API models of ElastiCache, IAM and Lambda. */
const RULES = {
  cache: { pattern: LETTERS_DIGITS_HYPHENS, max: 40, says: STARTS_WITH_LETTER },
  user: { pattern: USER_CHARACTERS, says: STARTS_LIKE_A_USER },
  userGroup: { pattern: USER_CHARACTERS, says: STARTS_LIKE_A_USER },
  role: { pattern: IAM_CHARACTERS, max: 64, says: IAM_SAYS },
  policy: { pattern: IAM_CHARACTERS, max: 128, says: IAM_SAYS },
  function: {
    pattern: /^[a-zA-Z0-9_-]+$/,
    max: 64,
    says: 'may contain only letters, digits, _ and -',
  },
  lab: { pattern: LETTERS_DIGITS_HYPHENS, max: 20, says: STARTS_WITH_LETTER },
} as const satisfies Record<string, NameRule>;

/**
 * Checks a name against AWS's rule for it.
 * @throws LabError CONFIG_INVALID, which names the setting, the value and the rule
 */
export function checkName(rule: keyof typeof RULES, setting: string, name: string): string {
  const { pattern, max, says }: NameRule = RULES[rule];
  if (name.length <= (max ?? name.length) && pattern.test(name)) return name;
  const limit = max === undefined ? '' : `; it must have at most ${max} characters`;
  throw new LabError(
    'CONFIG_INVALID',
    `${setting} is "${name}", but a ${toWords(rule)} name ${says}${limit}.`,
  );
}

/** Returns whether AWS itself creates users with this kind of id in every account. Such an id has no lab's prefix. */
export function isAwsUserId(id: string): boolean {
  return /^default\.[a-z][a-z0-9-]*$/i.test(id);
}

/** Refuses `default`, which AWS reserves. AWS also reserves `default.…`, but the rules above allow no dot. */
export function refuseReserved(setting: string, name: string): string {
  if (name !== 'default') return name;
  throw new LabError('CONFIG_INVALID', `${setting} is "default", which is reserved by AWS.`);
}

function toWords(rule: string): string {
  return rule.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
