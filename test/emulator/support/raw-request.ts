import { request } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { TestEndpoint } from './endpoint.js';

/** The facts about an endpoint that a request needs. */
type Target = Pick<TestEndpoint, 'port'> & {
  readonly config: Pick<TestEndpoint['config'], 'credentials'>;
};

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface Signing {
  readonly service: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly date?: Date;
}

/** Signs a request with AWS's own signer, by default with the administrator's key. */
export async function signRequest(
  endpoint: Target,
  raw: Partial<RawRequest>,
  signing: Signing,
): Promise<RawRequest> {
  const { service, region = 'us-east-1', date = new Date() } = signing;
  const signer = new SignatureV4({
    service,
    region,
    sha256: Sha256,
    credentials: { ...endpoint.config.credentials, ...signing },
  });
  const [path = '/', query = ''] = (raw.path ?? '/').split('?');
  const signed = await signer.sign(
    {
      method: raw.method ?? 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: endpoint.port,
      path,
      query: toQuery(query),
      headers: { host: `127.0.0.1:${endpoint.port}`, ...raw.headers },
      body: raw.body ?? '',
    },
    { signingDate: date },
  );
  return {
    method: signed.method,
    path: raw.path ?? '/',
    headers: signed.headers,
    body: raw.body ?? '',
  };
}

/** Values by name, for names that occur several times too. */
function toQuery(query: string): Record<string, string[]> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
}

/** Sends the bytes of a request unchanged. */
export function sendRaw(endpoint: Pick<Target, 'port'>, raw: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: endpoint.port,
        method: raw.method,
        path: raw.path,
        headers: { 'content-length': String(Buffer.byteLength(raw.body)), ...raw.headers },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(raw.body);
  });
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A signed Query request with the given form. */
export async function sendForm(
  endpoint: Target,
  service: string,
  body: string,
): Promise<RawAnswer> {
  return sendRaw(endpoint, await signRequest(endpoint, { headers: FORM, body }, { service }));
}
