/** One class for `await import`: importing the whole package so would bundle all of it. */
export { STSClient } from '@aws-sdk/client-sts';
