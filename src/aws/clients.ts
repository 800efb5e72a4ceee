import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from '@smithy/core/config';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { AwsCall } from './aws-call.js';
import { type Client, recordCalls } from './call-recorder.js';
import { watchCredentialProcesses } from './credential-process.js';
import { createRetryStrategy } from './retry-strategy.js';

export type { AwsCall } from './aws-call.js';

/** Where calls go and whose they are. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Undefined: as the SDK finds it (AWS_ENDPOINT_URL, the profile, or AWS itself). */
  readonly endpoint: string | undefined;
  readonly profile: string | undefined;
}

/** The SDK clients, each made and loaded when it is first asked for. */
export interface AwsClients {
  readonly access: AwsAccess;
  elastiCache(): Promise<ElastiCacheClient>;
  iam(): Promise<IAMClient>;
  lambda(): Promise<LambdaClient>;
  ec2(): Promise<EC2Client>;
  sts(): Promise<STSClient>;
  logs(): Promise<CloudWatchLogsClient>;
  /** Closes connections. */
  close(): void;
}

/** stderr is ours: the SDK's own warnings do not belong there. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function toRequestHandler(requestTimeout: number) {
  return {
    connectionTimeout: 5_000,
    requestTimeout,
    // An answer that begins and never ends.
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
    logger: SILENT,
  };
}

/** Invocations wait for no socket of ours: as many at once as an account may have by default (the SDK's agents: 50). */
const MANY_SOCKETS = {
  httpAgent: { keepAlive: true, maxSockets: 1_000 },
  httpsAgent: { keepAlive: true, maxSockets: 1_000 },
};

/** The region of the profile in AWS's own files, if it names one. */
export async function findProfileRegion(profile: string | undefined): Promise<string | undefined> {
  const read = loadConfig(
    { ...NODE_REGION_CONFIG_OPTIONS, environmentVariableSelector: () => undefined, default: '' },
    { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) },
  );
  return (await read()) || undefined;
}

/** The SDK's own credential chain, resolved once for all clients. */
export function createCredentialChain(profile: string | undefined): AwsCredentialIdentityProvider {
  watchCredentialProcesses();
  return defaultProvider({ logger: SILENT, ...(profile !== undefined && { profile }) });
}

/** Credentials that are given and never change. */
export function toProvider(credentials: AwsCredentialIdentity): AwsCredentialIdentityProvider {
  return async () => credentials;
}

/** Clients for one region and account; `onCall` hears of each finished call. */
export function createClients(access: AwsAccess, onCall: (call: AwsCall) => void): AwsClients {
  const made = new Map<string, Promise<Client>>();
  const options = {
    region: access.region,
    credentials: access.credentials,
    // FIPS and dual-stack are about AWS's own endpoints: the SDK refuses them beside a given one.
    ...(access.endpoint !== undefined && {
      endpoint: access.endpoint,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
    }),
    ...(access.profile !== undefined && { profile: access.profile }),
    ...createRetryStrategy(process.env),
    logger: SILENT,
    requestHandler: toRequestHandler(60_000),
  };
  function once<C extends Client>(service: string, load: () => Promise<C>): Promise<C> {
    const existing = made.get(service);
    if (existing) return existing as Promise<C>;
    const client = load().then((loaded) => recordCalls(loaded, service, onCall));
    made.set(service, client);
    return client;
  }
  return {
    access,
    elastiCache: () =>
      once('ElastiCache', async () => {
        const { ElastiCacheClient } = await import('./sdk.js');
        return new ElastiCacheClient(options);
      }),
    iam: () =>
      once('IAM', async () => {
        const { IAMClient } = await import('./sdk.js');
        return new IAMClient(options);
      }),
    lambda: () =>
      once('Lambda', async () => {
        const { LambdaClient } = await import('./sdk.js');
        // A function may run for its 30 s, cold start not counted.
        return new LambdaClient({
          ...options,
          requestHandler: { ...toRequestHandler(120_000), ...MANY_SOCKETS },
        });
      }),
    ec2: () =>
      once('EC2', async () => {
        const { EC2Client } = await import('./sdk.js');
        return new EC2Client(options);
      }),
    sts: () =>
      once('STS', async () => {
        const { STSClient } = await import('./sdk.js');
        // The first call of each run, which AWS answers at once: a server that is not AWS is noticed soon.
        return new STSClient({ ...options, requestHandler: toRequestHandler(10_000) });
      }),
    logs: () =>
      once('CloudWatch Logs', async () => {
        const { CloudWatchLogsClient } = await import('./sdk.js');
        return new CloudWatchLogsClient(options);
      }),
    close() {
      for (const client of made.values()) client.then((loaded) => loaded.destroy()).catch(() => {});
    },
  };
}
