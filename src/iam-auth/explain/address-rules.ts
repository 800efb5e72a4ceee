import { type Finding, fails, holds, isOpen } from './finding.js';
import { quote } from './redact.js';
import type { TokenParts } from './token-parts.js';

/** To which cache, and as whom, the attempt was made. */
export interface AddressFacts {
  readonly cacheName?: string | undefined;
  readonly username?: string | undefined;
  readonly serverless: boolean;
}

/** For whom and what the token was signed. */
export function explainAddress(parts: TokenParts, facts: AddressFacts): Finding[] {
  return [
    explainHost(parts.host, facts.cacheName?.toLowerCase()),
    parts.path === '/'
      ? holds('path', 'Its path is /.')
      : fails('path', `Its path is ${quote(parts.path)}.`, 'Sign the path /.'),
    explainAction(parts.parameters.get('Action')),
    explainUser(parts.parameters.get('User'), facts.username),
    explainResourceType(parts.parameters.get('ResourceType'), facts.serverless),
  ];
}

const SIGN_THE_NAME =
  'Sign the name of the cache as the host: not the DNS name of its endpoint, and no port.';

function explainHost(host: string, cacheName: string | undefined): Finding {
  const lower = host.toLowerCase();
  if (lower.includes('.') || lower.includes(':')) {
    return fails(
      'host',
      `Its host is ${quote(host)}: an address, not the name of a cache.`,
      SIGN_THE_NAME,
    );
  }
  if (host !== lower) {
    return fails('host', `Its host ${quote(host)} has upper case.`, `Sign it as ${quote(lower)}.`);
  }
  if (cacheName === undefined) {
    const message = `It is for the cache ${quote(host)}.`;
    return isOpen('host', message, 'Name the cache to have it compared.');
  }
  if (host === cacheName) return holds('host', `It is for the cache ${cacheName}.`);
  return fails(
    'host',
    `It is for the cache ${quote(host)}, not for ${quote(cacheName)}.`,
    'Sign a token for each cache; the host is the name of the cache.',
  );
}

function explainAction(action: string | undefined): Finding {
  if (action === 'connect') return holds('action', 'Its Action is connect.');
  const found = action === undefined ? 'It has no Action.' : `Its Action is ${quote(action)}.`;
  return fails('action', found, 'Sign Action=connect, in lower case.');
}

function explainUser(user: string | undefined, username: string | undefined): Finding {
  if (user === undefined) {
    return fails('user', 'It has no User.', 'Sign User=<id of the ElastiCache user>.');
  }
  if (user !== user.toLowerCase()) {
    return fails(
      'user',
      `Its User ${quote(user)} has upper case.`,
      `Sign it as ${quote(user.toLowerCase())}, and give AUTH the same name: ids of users are stored in lower case.`,
    );
  }
  if (username === undefined) {
    return isOpen('user', `Its User is ${quote(user)}.`, 'Name the user of AUTH to compare.');
  }
  if (user === username) return holds('user', `Its User is ${quote(user)}, as in AUTH.`);
  return fails(
    'user',
    `Its User is ${quote(user)}, the name in AUTH is ${quote(username)}.`,
    'Give AUTH the same name that is signed as User.',
  );
}

function explainResourceType(type: string | undefined, serverless: boolean): Finding {
  const rule = 'resource-type';
  if (serverless && type === 'ServerlessCache') return holds(rule, 'It is for a serverless cache.');
  if (!serverless && type === undefined) return holds(rule, 'It is for a node-based cache.');
  if (!serverless) {
    return fails(
      rule,
      `Its ResourceType is ${quote(type ?? '')}, but the cache is node-based.`,
      'Sign no ResourceType for a node-based cache.',
    );
  }
  const found =
    type === undefined ? 'It has no ResourceType' : `Its ResourceType is ${quote(type)}`;
  return fails(
    rule,
    `${found}, but the cache is serverless.`,
    'Sign ResourceType=ServerlessCache; put in after signing it does not count.',
  );
}
