import type { IncomingMessage } from 'node:http';

/** The headers of every answer. The page runs only its own script, loads nothing else, and no other page embeds it. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    // The icon in the tab.
    'img-src data:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Returns why a request does not come from the console's own page, if so. A page elsewhere can reach this port under
 * its own host name (DNS rebinding) or send a POST that it cannot read the answer of.
 */
export function findForeignSign(
  { method, headers }: IncomingMessage,
  endpoint: string,
): string | undefined {
  const { port } = new URL(endpoint);
  const { host = '', origin } = headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return `The Host header must be 127.0.0.1:${port} or localhost:${port}.`;
  }
  const isRead = method === 'GET' || method === 'HEAD';
  if (origin === undefined ? !isRead : origin !== `http://${host}`) {
    return 'The Origin header must be that of the console.';
  }
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  // A link from elsewhere may open the page itself, which holds no data.
  const isOpened = headers['sec-fetch-mode'] === 'navigate' && isRead;
  return isOpened ? undefined : 'The request comes from another site.';
}
