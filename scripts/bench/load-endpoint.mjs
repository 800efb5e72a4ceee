import { startLocalAws } from '../../dist/local.js';

// The endpoint in a process of its own, whose memory is measured.
const aws = await startLocalAws();
const { endpoint: url, credentials } = aws;
process.stdout.write(`${JSON.stringify({ url, credentials, env: aws.env() })}\n`);
