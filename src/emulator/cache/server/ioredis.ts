/** A module of its own, because esbuild gives a package in CommonJS no names when it is imported dynamically. */
export { Redis, ReplyError } from 'ioredis';
