import { KeyObject, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../../src/emulator/cache/x509.js';
import type { Emulator } from '../../src/emulator/index.js';

/** A TLS port on 127.0.0.1 that plays AWS's hosts with an endpoint of this machine. */
export interface TlsFront {
  readonly port: number;
  /** The certificate (PEM), for NODE_EXTRA_CA_CERTS. */
  readonly ca: string;
  close(): void;
}

const HOSTS = ['*.amazonaws.com', '*.us-east-1.amazonaws.com'];

/** Starts a TLS port that leads to the emulator. */
export async function startTlsFront(emulator: Emulator): Promise<TlsFront> {
  const { key, ca } = await createCertificate();
  const server = createServer({ key, cert: ca }, (asked, answer) => {
    forward(emulator, asked, answer).catch(() => answer.destroy());
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    ca,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function createCertificate(): Promise<{ key: string; ca: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const hourMs = 3_600_000;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=test', keys, signingAlgorithm: algorithm },
    ...{ notBefore: new Date(Date.now() - hourMs), notAfter: new Date(Date.now() + hourMs) },
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new SubjectAlternativeNameExtension(HOSTS.map((value) => ({ type: 'dns' as const, value }))),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { key: key.toString(), ca: certificate.toString('pem') };
}

/** Signs the request again, because the endpoint accepts only its own host name. */
async function forward(
  { endpoint, credentials }: Emulator,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const body = await buffer(asked);
  const url = new URL(asked.url ?? '/', endpoint);
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(asked.headers.authorization ?? '') ?? [];
  const kept = Object.entries(asked.headers).flatMap(([name, value]) =>
    /^(content-type|x-amz-(target|log-type|invocation-type))$/.test(name)
      ? [[name, String(value)]]
      : [],
  );
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: asked.method ?? 'GET',
    ...{ protocol: url.protocol, hostname: url.hostname, port: Number(url.port) },
    ...{ path: url.pathname, query: Object.fromEntries(url.searchParams) },
    headers: { ...Object.fromEntries(kept), host: url.host },
    body,
  });
  const sent = request(url, { method: asked.method, headers }).end(body);
  const found = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  const { connection: _ofThatConnection, ...others } = found.headers;
  answer.writeHead(found.statusCode ?? 500, others);
  found.pipe(answer);
}
