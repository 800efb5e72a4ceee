import type { AssumptionTable } from './assumption.js';

/** What a cache answers to its clients. */
export const CACHE_PORT = {
  'resource-type': {
    assumed: 'optional',
    alternatives: {
      optional: 'A token without `ResourceType` is accepted. The log says that AWS may refuse it.',
      strict: 'A token without `ResourceType=ServerlessCache` is refused.',
    },
    source: 'F4.5',
    confidence: 'contested',
    probe: 'Log in with a token that is right except that `ResourceType` is missing.',
  },
  'token-expires': {
    assumed: 'strict',
    alternatives: {
      strict: 'The `X-Amz-Expires` of a token has no leading zeros.',
      'leading-zeros': 'The `X-Amz-Expires` of a token may have leading zeros.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'Log in with a token whose `X-Amz-Expires` is 0900.',
  },
  'token-clock': {
    assumed: 'seconds',
    alternatives: {
      seconds: 'The date of a token may be up to 5 seconds in the future.',
      minutes: 'The date of a token may be up to 5 minutes in the future.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'Log in with a token that is dated 2 minutes ahead.',
  },
  'empty-session-token': {
    assumed: 'refused',
    alternatives: {
      refused: 'A token with an empty `X-Amz-Security-Token` is refused.',
      accepted: 'A token with an empty `X-Amz-Security-Token` counts as a token without one.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'Log in with such a token of a user’s access key.',
  },
  'iam-logins': {
    assumed: 'unlimited',
    alternatives: {
      unlimited: 'A cache checks every login with a token.',
      throttled:
        'A cache checks one login with a token each second. Others get `ERR service is not available`, or `ERR Exceeded limit of IAM Authentication requests` when the connection is logged in.',
      unavailable:
        'Every third login with a token gets `ERR service is not available`, or `ERR IAM Authentication service is not available` when the connection is logged in.',
    },
    source: 'F4.11',
    confidence: 'inferred',
    probe: null,
  },
  'new-cache-port': {
    assumed: 'ready',
    alternatives: {
      ready: 'Clients can log in to a cache as soon as it is `available`.',
      closes: 'For some seconds, a new cache closes each connection that logs in.',
      unavailable: 'For some seconds, a new cache answers `ERR service is not available`.',
    },
    source: 'F4.11',
    confidence: 'guessed',
    probe: 'From a function, log in with a wrong password as soon as the cache has an endpoint.',
  },
  'unauthenticated-commands': {
    assumed: 'ten',
    alternatives: {
      ten: 'A public endpoint closes a connection after ten commands without a login.',
      three: 'A public endpoint closes a connection after three commands without a login.',
    },
    source: 'F11.8',
    confidence: 'guessed',
    probe: 'From this computer, send up to 20 times PING to a public cache without a login.',
  },
  'restricted-commands': {
    assumed: 'unknown',
    alternatives: {
      unknown: 'A restricted command, such as CONFIG, answers `ERR unknown command`.',
      'no-permission': 'A restricted command answers `NOPERM`.',
    },
    source: 'F5.4',
    confidence: 'observed',
    probe: 'Send CONFIG GET after a login.',
  },
  'client-setinfo': {
    assumed: 'allowed',
    alternatives: {
      allowed: 'CLIENT SETINFO is allowed.',
      refused: 'CLIENT SETINFO answers `NOPERM`, as other restricted subcommands do.',
    },
    source: 'F5.5',
    confidence: 'inferred',
    probe: 'Send CLIENT SETINFO after a login.',
  },
  'killed-scripts': {
    assumed: 'valkey-words',
    alternatives: {
      'valkey-words': 'The client of a script that is ended gets Valkey’s own message.',
      closed: 'The connection of a script that is ended is closed.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: 'Run a script for more than 5 seconds.',
  },
  'cache-without-server': {
    assumed: 'modifying',
    alternatives: {
      modifying: 'A cache is `modifying` while its server is replaced.',
      available: 'A cache stays `available` while its server is replaced.',
    },
    source: 'no source',
    confidence: 'guessed',
    probe: null,
  },
} as const satisfies AssumptionTable;
