declare const DIST: string;

// The endpoint in a process of its own, whose memory is measured.
const { startLocalAws }: typeof import('../../../src/local.js') = await import(`${DIST}/local.js`);
const aws = await startLocalAws();
const { endpoint: url, credentials } = aws;
process.stdout.write(`${JSON.stringify({ url, credentials, env: aws.env() })}\n`);
