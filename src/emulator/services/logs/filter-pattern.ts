import { invalidParameter } from './resources.js';

interface Term {
  readonly kind: 'required' | 'optional' | 'excluded';
  readonly text: string;
}

/**
 * Compiles a filter pattern for unstructured lines to a test of one line: all terms, `?any of these`, `-none of
 * these`, phrases in quotes, case-sensitive (CloudWatch Logs User Guide, "Filter pattern syntax"). Throws
 * InvalidParameterException for patterns with JSON, fields or regular expressions.
 */
export function toLineTest(pattern: string | undefined): (line: string) => boolean {
  const terms = readTerms(pattern ?? '');
  const ofKind = (kind: Term['kind']): string[] =>
    terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const required = ofKind('required');
  const optional = ofKind('optional');
  const excluded = ofKind('excluded');
  return (line) => {
    if (excluded.some((text) => line.includes(text))) return false;
    if (!required.every((text) => line.includes(text))) return false;
    // With required terms, AWS ignores the optional ones.
    return (
      required.length > 0 || optional.length === 0 || optional.some((text) => line.includes(text))
    );
  };
}

function readTerms(pattern: string): Term[] {
  const text = pattern.trim();
  if (/^[{[%]/.test(text)) {
    throw invalidParameter('Filter patterns for JSON, fields and expressions are not served here.');
  }
  const terms: Term[] = [];
  const reader = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)/y;
  while (reader.lastIndex < text.length) {
    const [, sign, quoted, bare] = reader.exec(text) ?? [];
    if (quoted === undefined && bare === undefined) {
      throw invalidParameter(`Invalid filter pattern: ${pattern}`);
    }
    // AWS requires quotes around everything except letters, digits and underscores.
    if (bare !== undefined && !/^[\p{L}\p{N}_]+$/u.test(bare)) {
      throw invalidParameter(`Invalid character(s) in term '${bare}'`);
    }
    terms.push({
      kind: sign === '?' ? 'optional' : sign === '-' ? 'excluded' : 'required',
      text: quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '',
    });
  }
  return terms;
}
