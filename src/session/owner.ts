import { createHash } from 'node:crypto';

const LONGEST = 200;

/** Returns the short form of a caller, with which a lab's resources name their owner. */
export function toOwnerName(arn: string): string {
  return toTagValue(toShortForm(arn));
}

/** Makes a tag's value: AWS allows 256 characters, and not all of those that IAM allows in names. */
export function toTagValue(text: string): string {
  const value = text.trim().replace(/[^\p{L}\p{N} _.:/=+\-@]/gu, '_');
  if (value.length <= LONGEST) return value;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${value.slice(0, LONGEST - hash.length - 1)}-${hash}`;
}

function toShortForm(arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  const [kind = '', ...parts] = resource.split('/');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (kind === 'user') return `user/${last}`;
  if (kind === 'federated-user') return `federated/${last}`;
  if (kind !== 'assumed-role') return resource;
  // IAM Identity Center makes one role for each permission set, and names the session after the person.
  return first.startsWith('AWSReservedSSO_') ? `sso/${last}` : `role/${first}`;
}
