import type { AssumptionTable } from './assumption.js';

/** How answers of every service look. */
export const ANSWERS = {
  'answer-members': {
    assumed: 'modelled',
    alternatives: {
      modelled: 'Answers have the members of the API model.',
      'unknown-added': 'Answers have members that the API model does not have yet.',
    },
    source: 'F9.5',
    confidence: 'inferred',
    probe: 'Compare the members of the raw answer to DescribeUsers with the API model.',
  },
  pages: {
    assumed: 'full',
    alternatives: {
      full: 'A list is cut only when it is longer than a page.',
      'one-item': 'Each page of a list has one item, and an empty page follows it.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'List users without naming a page size.',
  },
} as const satisfies AssumptionTable;
