import { expect, test } from 'vitest';
import { findDenialHint } from '../../src/aws/denial-hint.js';

const REFUSED = 'User: u is not authorized to perform: iam:CreateRole on resource: r';

test.each([
  ['with an explicit deny in a service control policy', /VALKEY_LAB_TAGS.*Otherwise, ask/],
  ['with an explicit deny in a resource control policy', /VALKEY_LAB_TAGS/],
  ['because no permissions boundary allows the iam:CreateRole action', /ask the administrators/],
  ['because no identity-based policy allows the iam:CreateRole action', undefined],
])('a call refused %s has its own next step, if it has one', (because, hint) => {
  const found = findDenialHint(`${REFUSED} ${because}.`);
  if (hint) expect(found).toMatch(hint);
  else expect(found).toBeUndefined();
});
