// @ts-check
/**
 * Loaded before the tests of a judge. The clients that its suite creates then come from our adapters. The suite's own
 * options pass through, except the address and the login. Exports the replacement of ioredis.
 */
const Module = require('node:module');
const { join } = require('node:path');

const { CACHE_NAME, CACHE_ENDPOINT, CACHE_PORT, CACHE_USER, AWS_REGION } = process.env;
const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
/** The real clock. Some tests set that of their process to 1970, and a token of 1970 has expired. */
const { now } = Date;
const { setTimeout: setTimer, clearTimeout: clearTimer } = globalThis;
const clock = {
  now: () => now(),
  /** @param {() => void} run @param {number} delayMs */
  schedule(run, delayMs) {
    const timer = setTimer(run, delayMs).unref();
    return () => clearTimer(timer);
  },
};
const cache = {
  clock,
  ...{ host: CACHE_ENDPOINT, port: Number(CACHE_PORT), cacheName: CACHE_NAME, userId: CACHE_USER },
  ...{ region: AWS_REGION, credentials: { accessKeyId, secretAccessKey } },
};

/** The packages of the suite, not of this repository. */
const requireSuite = Module.createRequire(join(process.cwd(), 'package.json'));

/**
 * Keeps the client's own defaults: commands without a time limit, and a connection at once.
 * @param {readonly unknown[]} given the arguments of the constructor: a port, a host, options
 */
function toRedisOptions(given) {
  const options = given.find((one) => typeof one === 'object' && one !== null) ?? {};
  const { host, port, username, password, ...rest } = Object.assign(
    { host: '', port: 0, username: '', password: '' },
    options,
  );
  const defaults = { commandTimeout: undefined, lazyConnect: false, maxRetriesPerRequest: 20 };
  return { ...defaults, ...rest };
}

/** @param {'ioredis' | 'iovalkey'} name */
function replaceFamily(name) {
  const { Redis } = requireSuite(name);
  const { createIamAuthClient } = requireSuite(`valkey-lab/iam-auth/${name}`);
  const replaced = new Proxy(Redis, {
    construct: (_, given) => createIamAuthClient({ ...cache, redisOptions: toRedisOptions(given) }),
    get: (target, key) => (key === 'Redis' || key === 'default' ? replaced : target[key]),
  });
  return replaced;
}

function replaceNodeRedis() {
  const real = requireSuite('redis');
  const { createIamAuthClient } = requireSuite('valkey-lab/iam-auth/node-redis');
  return {
    ...real,
    createClient: ({ socket = {}, ...redisOptions } = {}) =>
      createIamAuthClient({ ...cache, redisOptions }),
  };
}

/** @type {Record<string, () => unknown>} */
const REPLACEMENTS = {
  ioredis: () => replaceFamily('ioredis'),
  iovalkey: () => replaceFamily('iovalkey'),
  redis: replaceNodeRedis,
};
/** @type {Map<string, unknown>} */
const replaced = new Map();
/** @param {string} name */
function replace(name) {
  if (!replaced.has(name)) replaced.set(name, REPLACEMENTS[name]?.());
  return replaced.get(name);
}

const { require: requireModule } = Module.prototype;
/** @this {NodeModule} @param {string} name */
Module.prototype.require = function (name) {
  const isSuite = !/\bnode_modules\b|\bpackage\.json$/.test(this.filename);
  const isReplaced = isSuite && Object.hasOwn(REPLACEMENTS, name);
  return isReplaced ? replace(name) : requireModule.call(this, name);
};

module.exports = process.env['JUDGE_EXPORTS'] ? replace('ioredis') : {};
