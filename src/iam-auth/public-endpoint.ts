/** `NAME-xxxxxx.public.serverless.use1.cache.amazonaws.com` (F11.5), in China with `.cn`. */
const PUBLIC_ENDPOINT = /\.public\.serverless\.[a-z0-9]+\.cache\.amazonaws\.com(\.cn)?$/i;

/** Returns whether a host is the public endpoint of a serverless cache. */
export function isPublicEndpoint(host: string): boolean {
  return PUBLIC_ENDPOINT.test(host);
}

/** Returns the TLS options that a host needs beside Node's defaults: a public endpoint needs TLS 1.3 (F11.3). */
export function toTlsOptions(host: string): { readonly minVersion?: 'TLSv1.3' } {
  return isPublicEndpoint(host) ? { minVersion: 'TLSv1.3' } : {};
}
