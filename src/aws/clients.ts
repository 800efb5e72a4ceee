import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { STSClient } from '@aws-sdk/client-sts';
import { state } from '@aws-sdk/core/client';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  loadConfig,
  loadSharedConfigFiles,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from '@smithy/core/config';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { LabError } from '../errors.js';
import { version } from '../version.js';
import { type AwsCall, type Client, recordCalls } from './call-recorder.js';
import { watchCredentialProcesses } from './credential-process.js';
import type { ProxyAgents } from './proxy-agents.js';
import { createRetryStrategy } from './retry-strategy.js';
import type * as Sdk from './sdk.js';

/** The target and the credentials of all calls. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** Undefined: the SDK decides (AWS_ENDPOINT_URL, the profile, or AWS itself). */
  readonly endpoint: string | undefined;
  readonly profile: string | undefined;
  /** Undefined: no proxy. */
  readonly proxyAgents?: ProxyAgents | undefined;
}

/** The SDK clients. Each is loaded and created when it is first used. */
export interface AwsClients {
  readonly access: AwsAccess;
  elastiCache(): Promise<ElastiCacheClient>;
  iam(): Promise<IAMClient>;
  lambda(): Promise<LambdaClient>;
  ec2(): Promise<EC2Client>;
  sts(): Promise<STSClient>;
  logs(): Promise<CloudWatchLogsClient>;
  /** Closes all connections. */
  close(): void;
}

// On Node 20, the SDK would warn once that its later versions need Node 22. `doctor` says it.
state.warningEmitted = true;

/** Keeps the SDK's own warnings off stderr, which belongs to the program's progress. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function toRequestHandler(requestTimeout: number) {
  return {
    connectionTimeout: 5_000,
    requestTimeout,
    // Ends an answer that begins and then stops.
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
    logger: SILENT,
  };
}

/** Lets as many invocations run at once as an account has by default. The SDK's own agents allow 50. */
const MANY_SOCKETS = {
  httpAgent: { keepAlive: true, maxSockets: 1_000 },
  httpsAgent: { keepAlive: true, maxSockets: 1_000 },
};

/** Finds the region of the profile in AWS's configuration files. The SDK itself does not read AWS_DEFAULT_REGION (F9.2). */
export async function findProfileRegion(profile: string | undefined): Promise<string | undefined> {
  const read = loadConfig(
    { ...NODE_REGION_CONFIG_OPTIONS, environmentVariableSelector: () => undefined, default: '' },
    { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) },
  );
  return (await read()) || undefined;
}

/** Loads the agents for proxies, if the environment names a proxy. */
export async function loadProxyAgents(
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProxyAgents | undefined> {
  const names = ['https_proxy', 'http_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  if (!names.some((name) => env[name])) return undefined;
  const { createProxyAgents } = await import('./proxy-agents.js');
  return createProxyAgents();
}

/** Creates the SDK's own credential chain, resolved once for all clients. */
export function createCredentialChain(
  profile: string | undefined,
  proxyAgents: ProxyAgents | undefined,
): AwsCredentialIdentityProvider {
  watchCredentialProcesses();
  // The chain has clients of its own, for SSO and for assumed roles.
  const options = {
    logger: SILENT,
    ...(proxyAgents && { clientConfig: { requestHandler: proxyAgents } }),
  };
  if (profile === undefined) return defaultProvider(options);
  const provide = defaultProvider({ ...options, profile });
  return async (context) => {
    try {
      return await provide(context);
    } catch (error) {
      await refuseUnknownProfile(profile);
      throw error;
    }
  };
}

/** @throws LabError CONFIG_INVALID when AWS's configuration files do not have the profile */
async function refuseUnknownProfile(profile: string): Promise<void> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  if (profile in configFile || profile in credentialsFile) return;
  throw new LabError(
    'CONFIG_INVALID',
    `The profile "${profile}" (--profile, AWS_PROFILE) is not in AWS's configuration files.`,
    { hint: 'Choose another one: `aws configure list-profiles` lists them.' },
  );
}

/** Creates clients for one region and account. `onCall` receives each finished call. */
export function createClients(access: AwsAccess, onCall: (call: AwsCall) => void): AwsClients {
  const made = new Map<string, Promise<Client>>();
  const options = {
    region: access.region,
    credentials: access.credentials,
    // FIPS and dual-stack select AWS's own endpoints: the SDK refuses them together with a given endpoint.
    ...(access.endpoint !== undefined && {
      endpoint: access.endpoint,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
    }),
    ...(access.profile !== undefined && { profile: access.profile }),
    ...createRetryStrategy(process.env),
    // CloudTrail then shows which calls are this program's.
    customUserAgent: [['valkey-lab', version] satisfies [string, string]],
    logger: SILENT,
    requestHandler: { ...toRequestHandler(60_000), ...access.proxyAgents },
  };
  function once<C extends Client>(service: string, create: (sdk: typeof Sdk) => C): Promise<C> {
    const existing = made.get(service);
    if (existing) return existing as Promise<C>;
    const client = import('./sdk.js').then((sdk) => recordCalls(create(sdk), service, onCall));
    made.set(service, client);
    return client;
  }
  return {
    access,
    elastiCache: () =>
      once('ElastiCache', (sdk) => {
        sdk.teachConnectionType();
        return new sdk.ElastiCacheClient(options);
      }),
    iam: () => once('IAM', (sdk) => new sdk.IAMClient(options)),
    lambda: () => {
      // The function may run for 30 s, and its cold start comes on top.
      const limits = { ...toRequestHandler(120_000), ...MANY_SOCKETS };
      const requestHandler = { ...limits, ...access.proxyAgents };
      return once('Lambda', (sdk) => new sdk.LambdaClient({ ...options, requestHandler }));
    },
    ec2: () => once('EC2', (sdk) => new sdk.EC2Client(options)),
    sts: () => {
      // AWS answers the first call of a run at once. A short limit shows early that another server is there.
      const requestHandler = { ...toRequestHandler(10_000), ...access.proxyAgents };
      return once('STS', (sdk) => new sdk.STSClient({ ...options, requestHandler }));
    },
    logs: () => once('CloudWatch Logs', (sdk) => new sdk.CloudWatchLogsClient(options)),
    close() {
      for (const client of made.values()) client.then((loaded) => loaded.destroy()).catch(() => {});
    },
  };
}
