import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createIamAuthToken } from '../../src/iam-auth/index.js';

const RUNS = 50;

/** botocore's own presigner, at a fixed time, for each of the cases on stdin. */
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
    FixedTime.at = FixedTime.utcfromtimestamp(case['now'] / 1000)
    credentials = Credentials(case['accessKeyId'], case['secretAccessKey'], case['sessionToken'])
    request = AWSRequest(method='GET', url='https://' + case['cacheName'] + '/', params={
        'Action': 'connect', 'User': case['userId'], 'ResourceType': 'ServerlessCache'})
    botocore.auth.SigV4QueryAuth(credentials, 'elasticache', case['region'], expires=900).add_auth(request)
    signatures.append(request.url.split('X-Amz-Signature=')[1])
print(json.dumps(signatures))
`;

const probe = spawnSync('python3', ['-c', 'import botocore'], { encoding: 'utf8' });
const hasBotocore = probe.status === 0;
if (!hasBotocore) {
  process.stdout.write(
    'Skipped: python3 with botocore is not installed here, so there is no second signer.\n',
  );
}

describe.runIf(hasBotocore)('createIamAuthToken beside botocore', () => {
  test(`has botocore's signature for ${RUNS} random names, keys and session tokens`, async () => {
    const cases = Array.from({ length: RUNS }, createCase);

    const ours = await Promise.all(cases.map((each) => createIamAuthToken(each)));

    const output = execFileSync('python3', ['-W', 'ignore', '-c', SIGN_WITH_BOTOCORE], {
      input: JSON.stringify(
        cases.map(({ credentials, now, ...rest }) => ({ ...rest, ...credentials, now: now() })),
      ),
      encoding: 'utf8',
    });
    expect(ours.map((token) => token.split('X-Amz-Signature=')[1])).toEqual(JSON.parse(output));
  });
});

function createCase(_value: unknown, index: number) {
  const regions = ['us-east-1', 'eu-central-1', 'ap-northeast-3', 'us-gov-west-1', 'cn-north-1'];
  return {
    cacheName: `c${randomBytes(4).toString('hex')}-${index}`,
    userId: `u${randomBytes(6).toString('hex')}`,
    region: regions[index % regions.length] ?? '',
    credentials: {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: `${randomBytes(200).toString('base64')}!'()*~ ${index}`,
    },
    now: () => Date.UTC(2026, index % 12, 1 + (index % 28), index % 24, index % 60),
  };
}
