/**
 * A value that is known only where the export is deployed, such as the id of the account. Each format has its own way to
 * write it. The marks are private characters of Unicode, which no name, tag or ARN contains.
 */
export type ReferenceName =
  | 'account'
  | 'partition'
  | 'region'
  | 'created'
  | 'roleArn'
  | 'subnetIds'
  | 'securityGroupIds'
  | 'cacheAddress'
  | 'cachePort';

/** Returns text that stands for the value. */
export function toReference(name: ReferenceName): string {
  return `\uE000${name}\uE001`;
}

/** Replaces what stands in a text: literal parts and references. */
export function replaceReferences(
  text: string,
  replace: { literal(text: string): string; reference(name: ReferenceName): string },
): string {
  return text
    .split(/(\uE000\w+\uE001)/)
    .map((part) => {
      const name = toWholeReference(part);
      return name ? replace.reference(name) : replace.literal(part);
    })
    .join('');
}

export function hasReferences(text: string): boolean {
  return text.includes('\uE000');
}

/** Returns the reference if the text is nothing else. */
export function toWholeReference(text: string): ReferenceName | undefined {
  return /^\uE000(\w+)\uE001$/.exec(text)?.[1] as ReferenceName | undefined;
}
