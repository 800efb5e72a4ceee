// A separate module, because esbuild gives a dynamically imported CommonJS package no named exports.
export { Redis, ReplyError } from 'ioredis';
