declare const DIST: string;

// Runs the endpoint in its own process, because its memory is measured.
const { startLocalAws }: typeof import('../../../src/local.js') = await import(`${DIST}/local.js`);
const aws = await startLocalAws();
const { endpoint: url, credentials } = aws;
process.stdout.write(`${JSON.stringify({ url, credentials, env: aws.env() })}\n`);
