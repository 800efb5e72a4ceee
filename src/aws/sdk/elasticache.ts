/** One class for `await import`: importing the whole package so would bundle all of it. */
export { ElastiCacheClient } from '@aws-sdk/client-elasticache';
