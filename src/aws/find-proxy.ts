import { getProxyForUrl } from 'proxy-from-env';
import { LabError } from '../errors.js';

/** A proxy of the environment. */
export interface HttpProxy {
  /** `http://host:port` or `https://host:port`, without user name and password. */
  readonly origin: string;
  /** The variable that names it, such as `HTTPS_PROXY`. */
  readonly variable: string;
  /** The value of the header Proxy-Authorization; undefined without a user name. */
  readonly authorization: string | undefined;
}

/**
 * Finds the proxy for a URL in HTTPS_PROXY or HTTP_PROXY. Returns undefined for this machine and for hosts in NO_PROXY.
 * @throws LabError CONFIG_INVALID, without the variable's value, because that may contain a password
 */
export function findProxy(target: URL): HttpProxy | undefined {
  if (isThisMachine(target.hostname) || getProxyForUrl(target.href) === '') return undefined;
  const name = `${target.protocol.replace(':', '')}_proxy`;
  const variable = [name, name.toUpperCase()].find((one) => process.env[one]);
  return variable === undefined ? undefined : parseProxy(variable, process.env[variable] ?? '');
}

function isThisMachine(hostname: string): boolean {
  return /^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname);
}

function parseProxy(variable: string, value: string): HttpProxy {
  // Like curl and the AWS CLI, but unlike proxy-from-env: a proxy without a scheme speaks HTTP.
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw refuse(`${variable} is not the address of an HTTP proxy.`);
  }
  const { origin, username, password } = url;
  if (username === '') return { origin, variable, authorization: undefined };
  try {
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { origin, variable, authorization: `Basic ${Buffer.from(user).toString('base64')}` };
  } catch {
    throw refuse(`The user name or the password in ${variable} has a "%" that is not encoded.`);
  }
}

function refuse(message: string): LabError {
  return new LabError('CONFIG_INVALID', message, {
    hint: 'Write it like http://proxy.example.com:3128 or http://USER:PASSWORD@proxy.example.com:3128, with special characters encoded (@ is %40, % is %25). SOCKS proxies are not served.',
  });
}
