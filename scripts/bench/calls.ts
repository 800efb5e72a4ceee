import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** The endpoint that receives a call, and the credentials that sign it. */
export interface Target {
  readonly url: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Call {
  readonly service: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns an unsigned call of the Query protocol; `form` is for example `{ Action: 'DescribeUsers' }`. */
export function toQuery(service: string, version: string, form: Record<string, string>): Call {
  return { service, body: new URLSearchParams({ Version: version, ...form }).toString() };
}

/** Signs a call without an SDK client, because the client's work would add to the measured time. */
export async function signCall({ url, credentials }: Target, call: Call): Promise<Call> {
  const { hostname, host, port } = new URL(url);
  const { service, path = '/', body } = call;
  const { headers = { 'content-type': 'application/x-www-form-urlencoded' } } = call;
  const signer = new SignatureV4({ credentials, service, region: 'us-east-1', sha256: Sha256 });
  const signed = await signer.sign({
    ...{ method: 'POST', protocol: 'http:', hostname, port: Number(port), path, body },
    headers: { ...headers, host },
  });
  return { service, path, headers: signed.headers, body };
}

/** Sends a signed call and returns the text of the response. Rejects when the status is not 2xx. */
export function sendCall(url: string, agent: Agent, signed: Call): Promise<string> {
  const { path = '/', headers = {}, body } = signed;
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method: 'POST', headers, agent }, (response) => {
      const { statusCode = 0 } = response;
      text(response).then((answer) => {
        if (statusCode >= 200 && statusCode < 300) resolve(answer);
        else reject(new Error(`HTTP ${statusCode} ${answer.slice(0, 200)}`));
      }, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Creates an agent that keeps its connections open. */
export function createAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 64 });
}
