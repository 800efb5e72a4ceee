import { readFileSync } from 'node:fs';
import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DescribeServerlessCachesCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import { createIamAuthToken, type IamCredentials } from '../../src/iam-auth/index.js';

export const USER = 'iam-user-01';
/** A user with only the commands and keys in its access string. */
export const READER = 'reader';
export const READER_ACCESS = 'on ~public:* -@all +get +acl|whoami +ping +info +cluster|slots';

export const REGION = 'us-east-1';
const CACHE = 'cache-01';

/** A running endpoint with a cache, which API calls created, and the facts that a client needs to connect. */
export interface ClientLab extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly host: string;
  readonly port: number;
  /** The certificate authority (PEM), and the path of its file. */
  readonly ca: Buffer;
  readonly caFile: string;
  /** The lines of the endpoint's log. */
  readonly log: string[];
  /** Signs a new IAM authentication token. Defaults: for `USER`, with the administrator's credentials. */
  token(wishes?: {
    readonly userId?: string;
    readonly cacheName?: string;
    readonly signer?: IamCredentials;
  }): Promise<string>;
}

/** A cache with a public endpoint and AWS's own user. */
export const PUBLIC_USER = 'default.iam-user';
export const PUBLIC = { ConnectionType: 'public', UserGroupId: 'default.iam-user-group' };

/** Starts an endpoint with one cache, whose group has the users `USER` and `READER`, unless `changes` of it say otherwise. */
export async function startClientLab(
  assume: EmulatorOptions['assume'] = {},
  changes: object = {},
): Promise<ClientLab> {
  const log: string[] = [];
  const emulator = await startEmulator({ assume, log: (line) => log.push(line) });
  const { endpoint, credentials, caFile } = emulator;
  const aws = new ElastiCacheClient({ endpoint, credentials, region: REGION, maxAttempts: 1 });
  const createUser = (UserId: string, AccessString: string) =>
    aws.send(
      new CreateUserCommand({
        UserId,
        UserName: UserId,
        Engine: 'valkey',
        AccessString,
        AuthenticationMode: { Type: 'iam' },
      }),
    );
  const cache = {
    ...{ ServerlessCacheName: CACHE, Engine: 'valkey', UserGroupId: 'group-01' },
    ...changes,
  };
  const group = { UserGroupId: 'group-01', Engine: 'valkey', UserIds: [USER, READER] };
  await createUser(USER, 'on ~* +@all');
  await createUser(READER, READER_ACCESS);
  await aws.send(new CreateUserGroupCommand(group));
  await aws.send(new CreateServerlessCacheCommand(cache));
  const found = await aws.send(new DescribeServerlessCachesCommand({ ServerlessCacheName: CACHE }));
  aws.destroy();
  const { Address: host = '', Port: port = 0 } = found.ServerlessCaches?.[0]?.Endpoint ?? {};
  return {
    emulator,
    host,
    port,
    caFile,
    ca: readFileSync(caFile),
    log,
    token: ({ userId = USER, cacheName = CACHE, signer } = {}) =>
      createIamAuthToken({
        ...{ cacheName, userId, region: REGION, credentials: signer ?? credentials },
        now: () => emulator.clock.now(),
      }),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}
