import { LabError } from '../../errors.js';

/** AWS allows 50 tags on a resource; the lab needs five of them. */
const MAX_TAGS = 45;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** The characters that IAM, ElastiCache, Lambda and CloudWatch Logs all accept. */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Parses the tags that an organization demands: `CostCenter=42,Team=cache`.
 * @throws LabError CONFIG_INVALID
 */
export function toTags(text: string | undefined): Readonly<Record<string, string>> {
  const pairs = (text ?? '').split(',').flatMap((part) => (part.trim() ? [toPair(part)] : []));
  if (pairs.length > MAX_TAGS) refuse(`has ${pairs.length} tags, but at most ${MAX_TAGS} fit`);
  const keys = pairs.map(([key]) => key.toLowerCase());
  const twice = pairs.find(([key], index) => keys.indexOf(key.toLowerCase()) < index);
  // IAM does not tell upper from lower case in keys (IAM User Guide, "Rules for tagging").
  if (twice) refuse(`has the tag "${twice[0]}" twice; upper and lower case count as the same`);
  return Object.fromEntries(pairs);
}

function toPair(text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=');
  if (at === -1) refuse(`has "${text.trim()}", but a tag is written KEY=VALUE`);
  const key = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  if (key === '') refuse(`has a tag without a key: "${text.trim()}"`);
  if (/^(valkey-lab|aws):/i.test(key)) {
    refuse(`has the tag "${key}", but keys that begin with valkey-lab: or aws: are reserved`);
  }
  if (key.length > MAX_KEY || value.length > MAX_VALUE) {
    refuse(
      `has the tag "${key.slice(0, MAX_KEY)}", but a key has at most ${MAX_KEY} characters and a value at most ${MAX_VALUE}`,
    );
  }
  if (!CHARACTERS.test(key) || !CHARACTERS.test(value)) {
    refuse(
      `has the tag "${key}", but AWS allows only letters, digits, spaces and _ . : / = + - @ in tags`,
    );
  }
  return [key, value];
}

function refuse(says: string): never {
  throw new LabError('CONFIG_INVALID', `VALKEY_LAB_TAGS ${says}.`, {
    hint: 'Write it like CostCenter=42,Team=cache.',
  });
}
