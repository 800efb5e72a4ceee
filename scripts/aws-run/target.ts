import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { teachConnectionType } from '../../src/aws/connection-type.js';
import type { LocalAws } from '../../src/local.js';

/** The credentials that sign the calls. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The clients of the AWS SDK. */
export type Clients = ReturnType<typeof createClients>;

/** An account of AWS or of a local endpoint, and its time. */
export interface Target {
  readonly clients: Clients;
  readonly region: string;
  /** Certificate authorities (PEM) to trust instead of Node's, for the port of a cache. */
  readonly ca?: string | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  readKeys(): Promise<Keys>;
  /** Creates a client that signs with these credentials. The caller destroys it. */
  openCache(credentials: AwsCredentialIdentity): ElastiCacheClient;
  close(): void;
}

/** Opens the account of the environment's credentials. `signal` ends its waits. */
export function openAws(region: string, signal: AbortSignal): Target {
  const clients = createClients({ region });
  return {
    ...{ clients, region },
    now: Date.now,
    sleep: (ms) => wait(ms, undefined, { signal }),
    readKeys: () => clients.sts.config.credentials(),
    openCache: (credentials) => new ElastiCacheClient({ region, credentials }),
    close: () => closeAll(clients),
  };
}

/** Opens a local endpoint. A wait moves the endpoint's clock and takes no time. */
export function openLocal(aws: LocalAws): Target {
  const config = aws.clientConfig();
  const clients = createClients(config);
  const setClocks = () => {
    for (const client of Object.values(clients)) {
      client.config.systemClockOffset = aws.clock.now() - Date.now();
    }
  };
  setClocks();
  return {
    ...{ clients, region: config.region, ca: aws.ca },
    now: () => aws.clock.now(),
    async sleep(ms) {
      aws.advance(ms);
      setClocks();
    },
    readKeys: async () => config.credentials,
    openCache(credentials) {
      const systemClockOffset = aws.clock.now() - Date.now();
      return new ElastiCacheClient({ ...config, credentials, systemClockOffset });
    },
    close: () => closeAll(clients),
  };
}

interface ClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity;
}

function createClients({ region, endpoint, credentials }: ClientOptions) {
  teachConnectionType();
  const config = { region, ...(endpoint && { endpoint }), ...(credentials && { credentials }) };
  return {
    cache: new ElastiCacheClient(config),
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    /** Repeats nothing: a refused invocation must be seen. */
    invoker: new LambdaClient({ ...config, maxAttempts: 1 }),
    logs: new CloudWatchLogsClient(config),
    sts: new STSClient(config),
  };
}

function closeAll(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
