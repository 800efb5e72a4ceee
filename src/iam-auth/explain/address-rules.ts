import { type Finding, fails, holds, isOpen } from './finding.js';
import { quote } from './redact.js';
import type { TokenParts } from './token-parts.js';

/** The cache and the user of the login. */
export interface AddressFacts {
  readonly cacheName?: string | undefined;
  /** The user name in AUTH. */
  readonly username?: string | undefined;
  readonly serverless: boolean;
}

/** Checks the cache, the action and the user that the token was signed for (F4.1). */
export function explainAddress(parts: TokenParts, facts: AddressFacts): Finding[] {
  return [
    explainHost(parts.host, facts.cacheName?.toLowerCase()),
    parts.path === '/'
      ? holds('path', "The token's path is /.")
      : fails('path', `The token's path is ${quote(parts.path)}.`, 'Sign the path /.'),
    explainAction(parts.parameters.get('Action')),
    explainUser(parts.parameters.get('User'), facts.username),
    explainResourceType(parts.parameters.get('ResourceType'), facts.serverless),
  ];
}

const SIGN_THE_NAME =
  'Sign the name of the cache as the host, without a port. Do not use the DNS name of the endpoint.';

/** The name of a cache before the random part of its endpoint, in a VPC or public (F11.5). */
const ENDPOINT = /^([a-z][a-z0-9-]*)-[a-z0-9]{6}\.(?:public\.)?serverless\./;

function explainHost(host: string, cacheName: string | undefined): Finding {
  const lower = host.toLowerCase();
  if (lower.includes('.') || lower.includes(':')) {
    const name = ENDPOINT.exec(lower)?.[1];
    const remedy =
      name === undefined ? SIGN_THE_NAME : `${SIGN_THE_NAME} Here it is ${quote(name)}.`;
    return fails(
      'host',
      `The token's host is ${quote(host)}, which is an address and not the name of a cache.`,
      remedy,
    );
  }
  if (host !== lower) {
    return fails(
      'host',
      `The token's host ${quote(host)} contains upper-case letters.`,
      `Sign the host ${quote(lower)}.`,
    );
  }
  if (cacheName === undefined) {
    const message = `The token is for the cache ${quote(host)}.`;
    return isOpen('host', message, 'Give the name of the cache to compare it.');
  }
  if (host === cacheName) return holds('host', `The token is for the cache ${cacheName}.`);
  return fails(
    'host',
    `The token is for the cache ${quote(host)}, not for ${quote(cacheName)}.`,
    'Sign a separate token for each cache, with the name of the cache as the host.',
  );
}

function explainAction(action: string | undefined): Finding {
  if (action === 'connect') return holds('action', "The token's Action is connect.");
  const found =
    action === undefined ? 'The token has no Action.' : `The token's Action is ${quote(action)}.`;
  return fails('action', found, 'Sign Action=connect, in lower case.');
}

function explainUser(user: string | undefined, username: string | undefined): Finding {
  if (user === undefined) {
    return fails('user', 'The token has no User.', 'Sign User=<id of the ElastiCache user>.');
  }
  if (user !== user.toLowerCase()) {
    return fails(
      'user',
      `The token's User ${quote(user)} contains upper-case letters.`,
      `Sign the User ${quote(user.toLowerCase())} and use the same name in AUTH. ElastiCache stores user ids in lower case.`,
    );
  }
  if (username === undefined) {
    const message = `The token's User is ${quote(user)}.`;
    return isOpen('user', message, 'Give the user name of AUTH to compare it.');
  }
  if (user === username) return holds('user', `The token's User is ${quote(user)}, as in AUTH.`);
  return fails(
    'user',
    `The token's User is ${quote(user)}, but the user name in AUTH is ${quote(username)}.`,
    'Use the signed User as the user name in AUTH.',
  );
}

/** A missing `ResourceType` decides nothing: sources disagree about whether a serverless cache requires it (F4.5). */
function explainResourceType(type: string | undefined, serverless: boolean): Finding {
  const rule = 'resource-type';
  if (serverless && type === 'ServerlessCache') {
    return holds(rule, 'The token is for a serverless cache.');
  }
  if (!serverless && type === undefined) {
    return holds(rule, 'The token is for a node-based cache.');
  }
  if (!serverless) {
    return fails(
      rule,
      `The token's ResourceType is ${quote(type ?? '')}, but the cache is node-based.`,
      'Do not sign a ResourceType for a node-based cache.',
    );
  }
  const remedy = 'Sign ResourceType=ServerlessCache. Do not add it after signing.';
  if (type === undefined) {
    const message =
      'The token has no ResourceType, but the cache is serverless: AWS may refuse it.';
    return isOpen(rule, message, remedy);
  }
  const found = `The token's ResourceType is ${quote(type)}`;
  return fails(rule, `${found}, but the cache is serverless.`, remedy);
}
