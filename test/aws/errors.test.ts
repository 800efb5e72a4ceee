import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { toLabError } from '../../src/aws/errors.js';
import { startLab } from '../support/lab.js';

test('the message about a refused signature does not contain the session token that AWS repeats', async () => {
  // AWS's own message, as quoted in amzn/selling-partner-api-models#1900.
  const message = `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.

The Canonical String for this request should have been
'POST
/

host:sts.us-east-1.amazonaws.com
x-amz-security-token:FwoGZXIvYXdzEXAMPLE

host;x-amz-security-token
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

The String-to-Sign should have been
'AWS4-HMAC-SHA256'
`;
  const rule = { kind: 'error', code: 'SignatureDoesNotMatch', status: 403, message } as const;
  await using lab = await startLab({ faults: [{ operation: 'GetCallerIdentity', ...rule }] });
  const client = await lab.ctx.aws.sts();
  const refused = await client.send(new GetCallerIdentityCommand({})).catch((error) => error);
  expect(refused.message).toContain('FwoGZXIvYXdzEXAMPLE');
  expect(toLabError(refused)).toMatchObject({
    code: 'CREDENTIALS_REFUSED',
    message: expect.stringMatching(/^AWS refused the credentials: .* for details\.$/),
  });
});
