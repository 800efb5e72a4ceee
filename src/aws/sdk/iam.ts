/** One class for `await import`: importing the whole package so would bundle all of it. */
export { IAMClient } from '@aws-sdk/client-iam';
