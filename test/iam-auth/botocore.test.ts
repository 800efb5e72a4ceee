import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIamAuthToken } from '../../src/iam-auth/index.js';

const RUNS = 1_000;

/** A Python program that signs the cases from stdin with botocore's presigner, each at a fixed time. */
const SIGN_WITH_BOTOCORE = `
import sys, json, datetime
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

class FixedTime(datetime.datetime):
    at = None
    @classmethod
    def utcnow(cls):
        return cls.at

botocore.auth.datetime = type('fixed', (), {'datetime': FixedTime})
botocore.auth.get_current_datetime = lambda *_, **__: FixedTime.at  # since 1.41
signatures = []
for case in json.load(sys.stdin):
    FixedTime.at = FixedTime.utcfromtimestamp(case['seconds'])
    credentials = Credentials(case['accessKeyId'], case['secretAccessKey'], case.get('sessionToken'))
    params = {'Action': 'connect', 'User': case['userId']}
    if case['serverless']:
        params['ResourceType'] = 'ServerlessCache'
    request = AWSRequest(method='GET', url='https://' + case['cacheName'] + '/', params=params)
    botocore.auth.SigV4QueryAuth(credentials, 'elasticache', case['region'], expires=900).add_auth(request)
    signatures.append(request.url.split('X-Amz-Signature=')[1])
print(json.dumps(signatures))
`;

const probe = spawnSync('python3', ['-c', 'import botocore'], { encoding: 'utf8' });
const hasBotocore = probe.status === 0;
if (!hasBotocore) {
  process.stdout.write(
    'Skipped: python3 with botocore is not installed here, so no second signer is available.\n',
  );
}

/** Generates texts of these characters. */
const text = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength });

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const word = text(LETTERS + DIGITS, 8);

const signing = fc.record({
  cacheName: fc
    .tuple(fc.constantFrom(...LETTERS), fc.array(word, { minLength: 1, maxLength: 4 }))
    .map(([first, words]) => first + words.join('-')),
  userId: fc
    .tuple(
      fc.constantFrom('', 'default.'),
      fc.constantFrom(...LETTERS),
      text(`${LETTERS}${DIGITS}-`, 40),
    )
    .map((parts) => parts.join('')),
  region: fc.constantFrom('us-east-1', 'eu-central-1', 'us-gov-west-1', 'cn-north-1', 'me-south-1'),
  serverless: fc.boolean(),
  // Whole seconds, as in signatures, up to the year 2100.
  seconds: fc.integer({ min: 1_500_000_000, max: 4_102_444_799 }),
  accessKeyId: text(LETTERS.toUpperCase() + DIGITS, 20),
  secretAccessKey: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }),
  sessionToken: fc.option(
    fc.oneof(
      fc.base64String({ minLength: 1, maxLength: 600 }),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    ),
    { nil: undefined },
  ),
});

describe.runIf(hasBotocore)('createIamAuthToken compared with botocore', () => {
  test(`signs ${RUNS} random names, users, regions, keys and session tokens exactly as botocore does`, async () => {
    const cases = fc.sample(signing, RUNS);

    const ours = await Promise.all(cases.map(sign));

    const output = execFileSync('python3', ['-W', 'ignore', '-c', SIGN_WITH_BOTOCORE], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    const theirs: string[] = JSON.parse(output);
    expect(theirs).toHaveLength(RUNS);
    // Each signature stands beside its case, to show the case in a failure.
    const pairs = cases.map((each, index) => ({ ...each, signature: theirs[index] }));
    expect(cases.map((each, index) => ({ ...each, signature: ours[index] }))).toEqual(pairs);
  });
});

type Signing = typeof signing extends fc.Arbitrary<infer Value> ? Value : never;

async function sign(each: Signing): Promise<string | undefined> {
  const { accessKeyId, secretAccessKey, sessionToken, seconds, ...names } = each;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const token = await createIamAuthToken({ ...names, credentials, now: () => seconds * 1_000 });
  return token.split('X-Amz-Signature=')[1];
}
