import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The account that only a program with credentials of the fake AWS reaches. */
export const FAKE_ACCOUNT = '999999999999';

const KEYS = { AccessKeyId: 'AKIAFAKEFAKEFAKEFAKE', SecretAccessKey: 'fake' };
const FAR = '2099-01-01T00:00:00Z';

/** A stand-in for AWS on this machine: STS, a container's credentials, and the metadata service of EC2. */
export interface FakeAccount extends AsyncDisposable {
  readonly address: string;
  /** Returns method and path of each request so far, and forgets them. */
  takeRequests(): string[];
}

export async function startFakeAccount(): Promise<FakeAccount> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end(toAnswer(request, await text(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    takeRequests: () => requests.splice(0),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toAnswer({ url = '', method }: IncomingMessage, body: string): string {
  const action = /Action=(\w+)/.exec(body)?.[1];
  if (action === 'GetCallerIdentity') {
    const identity = `<Arn>arn:aws:iam::${FAKE_ACCOUNT}:user/me</Arn><UserId>AIDA</UserId><Account>${FAKE_ACCOUNT}</Account>`;
    return toXml(action, identity);
  }
  if (action?.startsWith('AssumeRole')) {
    const { AccessKeyId, SecretAccessKey } = KEYS;
    const keys = `<AccessKeyId>${AccessKeyId}</AccessKeyId><SecretAccessKey>${SecretAccessKey}</SecretAccessKey>`;
    const session = `<SessionToken>fake</SessionToken><Expiration>${FAR}</Expiration>`;
    return toXml(action, `<Credentials>${keys}${session}</Credentials>`);
  }
  if (method === 'PUT') return 'metadata-token';
  if (url.endsWith('/security-credentials/')) return 'role-of-machine';
  return JSON.stringify({ ...KEYS, Code: 'Success', Token: 'fake', Expiration: FAR });
}

function toXml(action: string, result: string): string {
  const request = '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>';
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result>${request}</${action}Response>`;
}
