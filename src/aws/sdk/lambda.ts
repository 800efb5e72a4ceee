/** One class for `await import`: importing the whole package so would bundle all of it. */
export { LambdaClient } from '@aws-sdk/client-lambda';
