import { LabError } from '../../errors.js';

/** A rule of AWS for a name: what it must match, and how to say that. */
interface NameRule {
  readonly pattern: RegExp;
  readonly max?: number;
  readonly says: string;
}

const LETTERS_DIGITS_HYPHENS = /^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/;
const IAM_CHARACTERS = /^[\w+=,.@-]+$/;
const STARTS_WITH_LETTER =
  'starts with a letter and has letters, digits and single hyphens, none at its end';

// The pattern of UserId in ElastiCache's API model; the model has no longest length.
const USER_CHARACTERS = /^[a-zA-Z][a-zA-Z0-9-]*$/;
const STARTS_LIKE_A_USER = 'starts with a letter and has letters, digits and hyphens';

/** The API models of ElastiCache, IAM and Lambda. */
const RULES = {
  cache: { pattern: LETTERS_DIGITS_HYPHENS, max: 40, says: STARTS_WITH_LETTER },
  user: { pattern: USER_CHARACTERS, says: STARTS_LIKE_A_USER },
  userGroup: { pattern: USER_CHARACTERS, says: STARTS_LIKE_A_USER },
  role: { pattern: IAM_CHARACTERS, max: 64, says: 'has letters, digits and _ + = , . @ -' },
  policy: { pattern: IAM_CHARACTERS, max: 128, says: 'has letters, digits and _ + = , . @ -' },
  function: { pattern: /^[a-zA-Z0-9_-]+$/, max: 64, says: 'has letters, digits, _ and -' },
  lab: { pattern: LETTERS_DIGITS_HYPHENS, max: 20, says: STARTS_WITH_LETTER },
} as const satisfies Record<string, NameRule>;

/**
 * Checks a name against AWS's rule for it, before any call.
 * @throws LabError CONFIG_INVALID, naming the setting, the value and the rule
 */
export function checkName(rule: keyof typeof RULES, setting: string, name: string): string {
  const { pattern, max, says }: NameRule = RULES[rule];
  if (name.length <= (max ?? name.length) && pattern.test(name)) return name;
  const limit = max === undefined ? '' : `; at most ${max} characters`;
  throw new LabError(
    'CONFIG_INVALID',
    `${setting} is "${name}", but a ${toWords(rule)} name ${says}${limit}.`,
  );
}

/** Whether AWS itself makes users with such an id, in every account. It has no lab's prefix. */
export function isAwsUserId(id: string): boolean {
  return /^default\.[a-z][a-z0-9-]*$/i.test(id);
}

/** `default` is AWS's own, as are all that begin with `default.` (no name with a dot gets here): never the lab's. */
export function refuseReserved(setting: string, name: string): string {
  if (name !== 'default') return name;
  throw new LabError('CONFIG_INVALID', `${setting} is "default", which is reserved by AWS.`);
}

function toWords(rule: string): string {
  return rule.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
