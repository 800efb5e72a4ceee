/** One class for `await import`: importing the whole package so would bundle all of it. */
export { EC2Client } from '@aws-sdk/client-ec2';
