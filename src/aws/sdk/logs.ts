/** One class for `await import`: importing the whole package so would bundle all of it. */
export { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
