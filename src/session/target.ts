import type { AwsCredentialIdentity } from '@smithy/types';
import type { AwsAccess } from '../aws/clients.js';
import type { ForegroundEndpoint, FoundEndpoint, RunOptions } from '../emulator/index.js';
import type { Lag } from '../engine/context.js';
import { LabError } from '../errors.js';
import type { LabConfig } from './config.js';
import { withLocalErrors } from './local-errors.js';
import type { SessionOptions } from './options.js';

/** The tutorial's region, used when the user sets none. */
const DEFAULT_REGION = 'us-east-1';

/** AWS promises no limit for its reads. IAM's lag by seconds (F7.1), those of other services are not documented (F1.14). */
export const LAG_OF_AWS: Lag = { usualMs: 5_000, youngMs: 60_000 };
/** The local endpoint shows each change at once, unless it was told to assume otherwise. */
export const NO_LAG: Lag = { usualMs: 0, youngMs: 0 };

/** Options that only the local endpoint has. */
export interface LocalOptions extends Pick<SessionOptions, 'pace' | 'faults' | 'assume'> {
  /** The port on 127.0.0.1. Default: any free port. */
  readonly port?: number | undefined;
  /** The port of the first cache on 127.0.0.1. Default: any free port. */
  readonly cachePort?: number | undefined;
  /** Keep the endpoint's random keys, and use them again at its next start. */
  readonly keepKeys?: boolean | undefined;
}

/** The place that a command's calls go to: AWS, or the endpoint on this machine. No other type knows which. */
export interface Target {
  readonly access: AwsAccess;
  readonly local: boolean;
  /** The file with the certificate authority of the local caches. Node trusts that of AWS's caches (F5.1). */
  readonly caFile: string | undefined;
  /** Whether the region on AWS is the default because the user set none. */
  readonly isDefaultRegion: boolean;
  readonly lag: Lag;
  /** AWS's waiting times are multiplied by this: 1 on AWS, 0 for a local endpoint that waits for nothing. */
  readonly slowness: number;
  /** Whether this run started the local endpoint. */
  readonly isNew: boolean;
  /** Stops an empty local endpoint that a command, not the user, started. */
  release(): Promise<void>;
}

/** Opens AWS or, with `--local`, finds or starts the local endpoint. */
export async function openTarget(config: LabConfig, options: LocalOptions): Promise<Target> {
  if (config.local) return openLocal(config, options);
  const { createCredentialChain, loadProxyAgents } = await import('../aws/clients.js');
  const proxyAgents = await loadProxyAgents(process.env);
  const region = await findRegion(config);
  return {
    access: {
      region: region ?? DEFAULT_REGION,
      credentials: createCredentialChain(config.profile, proxyAgents),
      endpoint: undefined,
      profile: config.profile,
      proxyAgents,
    },
    local: false,
    caFile: undefined,
    isDefaultRegion: region === undefined,
    lag: LAG_OF_AWS,
    ...{ slowness: 1, isNew: false },
    release: async () => {},
  };
}

async function findRegion({ region, profile }: LabConfig): Promise<string | undefined> {
  const { findProfileRegion } = await import('../aws/clients.js');
  return region ?? findProfileRegion(profile);
}

/** Finds the region of a lab without opening its target: the configured one, or the tutorial's. */
export async function findLabRegion(config: LabConfig): Promise<string> {
  return (config.local ? undefined : await findRegion(config)) ?? toLocalRegion(config);
}

/** Returns the region of a lab on the local endpoint, which plays every region. */
export function toLocalRegion({ region }: LabConfig): string {
  return region ?? DEFAULT_REGION;
}

/** Returns the account that every local endpoint plays. */
export async function findLocalAccount(): Promise<string> {
  const { DEFAULT_ACCOUNT_ID } = await import('./local-endpoint.js');
  return DEFAULT_ACCOUNT_ID;
}

async function openLocal(config: LabConfig, options: LocalOptions): Promise<Target> {
  const { parsePace } = await import('./local-endpoint.js');
  const endpoint = await startLocal(config, { ...options, startedBy: 'command' });
  const { record } = endpoint;
  return {
    access: {
      region: toLocalRegion(config),
      credentials: async () => toCredentials(endpoint),
      endpoint: record.endpoint,
      profile: undefined,
    },
    local: true,
    caFile: record.caFile,
    lag: record.assume.length > 0 ? LAG_OF_AWS : NO_LAG,
    ...{ isDefaultRegion: false, isNew: endpoint.isNew },
    slowness: parsePace(record.pace) ?? 1,
    async release() {
      const { releaseEndpoint } = await import('./local-endpoint.js');
      await withLocalErrors(() => releaseEndpoint(config.localDir));
    },
  };
}

/** Returns the endpoint's random keys, which have an administrator's permissions. */
export function toCredentials({ record }: FoundEndpoint): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey } = record;
  return { accessKeyId, secretAccessKey };
}

/** Finds the running local endpoint of this configuration. */
export async function findLocal(config: LabConfig): Promise<FoundEndpoint | undefined> {
  const { findEndpoint } = await import('./local-endpoint.js');
  return withLocalErrors(() => findEndpoint(config.localDir));
}

/**
 * Finds the local endpoint or starts it.
 * @throws LabError VALKEY_SERVER_MISSING, PORT_IN_USE, PACE_CONFLICT, LOCAL_CONFLICT, CONFIG_INVALID, LOCAL_FAILED
 */
export async function startLocal(
  config: LabConfig,
  options: LocalOptions & { startedBy: RunOptions['startedBy'] },
): Promise<FoundEndpoint & { readonly isNew: boolean }> {
  const { changePace, findOrStartEndpoint } = await import('./local-endpoint.js');
  const run = await toRunOptions(config, options);
  const endpoint = await withLocalErrors(() => findOrStartEndpoint(run));
  if (endpoint.isNew) return endpoint;
  const isPaceAsked = options.pace !== undefined;
  refuseConflict(endpoint, run);
  await refuseOtherAssumptions(endpoint, run);
  if (!isPaceAsked || run.pace === endpoint.record.pace) return endpoint;
  if (await withLocalErrors(() => changePace(config.localDir, run.pace))) {
    return { ...endpoint, record: { ...endpoint.record, pace: run.pace } };
  }
  throw new LabError(
    'PACE_CONFLICT',
    `The local endpoint already runs with --pace ${endpoint.record.pace}, not ${run.pace}, and is in use.`,
  );
}

/** Refuses options that differ from those of the running endpoint: they would have no effect. */
function refuseConflict({ record }: FoundEndpoint, asked: RunOptions): void {
  const runs = 'The local endpoint already runs';
  const { port } = new URL(record.endpoint);
  if (asked.port !== 0 && asked.port !== Number(port)) {
    throw new LabError('LOCAL_CONFLICT', `${runs} on port ${port}, not ${asked.port}.`);
  }
  if (asked.cachePort !== 0 && asked.cachePort !== record.cachePort) {
    const ports = record.cachePort === 0 ? 'any free port' : `port ${record.cachePort}`;
    const message = `${runs} with ${ports} for its first cache, not ${asked.cachePort}.`;
    throw new LabError('LOCAL_CONFLICT', message);
  }
  if (asked.keepsKeys && !record.keepsKeys) {
    throw new LabError('LOCAL_CONFLICT', `${runs} without --keep-keys.`);
  }
  if (asked.faultsFile !== undefined && asked.faultsFile !== record.faultsFile) {
    const faults = record.faultsFile ? `the faults of ${record.faultsFile}` : 'no faults';
    throw new LabError('LOCAL_CONFLICT', `${runs} with ${faults}, not with ${asked.faultsFile}.`);
  }
}

/** Refuses alternatives that the running endpoint does not play. */
async function refuseOtherAssumptions({ record }: FoundEndpoint, asked: RunOptions): Promise<void> {
  const { parseChoices, toChoices } = await import('./local-endpoint.js');
  const { assume: running } = record;
  const all = { ...parseChoices(running), ...parseChoices(asked.assume) };
  if (toChoices(all).join() === running.join()) return;
  const toWords = (choices: readonly string[]) =>
    choices.length > 0 ? choices.map((choice) => `--assume ${choice}`).join(' ') : 'no --assume';
  throw new LabError(
    'LOCAL_CONFLICT',
    `The local endpoint already runs with ${toWords(running)}, not with ${toWords(asked.assume)}.`,
  );
}

/** Runs the endpoint in the foreground until `signal` is aborted or `local stop` stops the endpoint. */
export async function runLocal(
  config: LabConfig,
  options: LocalOptions,
  { signal, onLog }: { signal: AbortSignal; onLog: (line: string) => void },
): Promise<Pick<ForegroundEndpoint, 'record' | 'ended'>> {
  const { runInForeground } = await import('./local-endpoint.js');
  const run = await toRunOptions(config, { ...options, startedBy: 'local start' });
  const endpoint = await withLocalErrors(() => runInForeground(run, onLog));
  const close = () => void endpoint.close().catch(() => {}); // `ended` says why
  if (signal.aborted) close();
  signal.addEventListener('abort', close);
  const ended = withLocalErrors(() => endpoint.ended);
  ended.catch(() => {}); // callers that wait get the error
  return { record: endpoint.record, ended };
}

/** Stops the local endpoint. Returns whether it was running. */
export async function stopLocal(config: LabConfig): Promise<boolean> {
  const { stopEndpoint } = await import('./local-endpoint.js');
  return withLocalErrors(() => stopEndpoint(config.localDir));
}

async function toRunOptions(
  config: LabConfig,
  options: LocalOptions & { startedBy: RunOptions['startedBy'] },
): Promise<RunOptions> {
  const { resolve } = await import('node:path');
  const { parsePace } = await import('./local-endpoint.js');
  const { pace = 'instant', faults, assume = [], startedBy } = options;
  if (parsePace(pace) === undefined) {
    throw new LabError(
      'CONFIG_INVALID',
      `--pace must be instant, real or a number such as 0.2, not "${pace}".`,
    );
  }
  await refuseUnknownAssumptions(assume);
  return {
    dir: config.localDir,
    ...toPorts(options),
    keepsKeys: options.keepKeys ?? false,
    pace,
    faultsFile: faults === undefined ? undefined : resolve(faults),
    assume,
    startedBy,
  };
}

async function refuseUnknownAssumptions(assume: readonly string[]): Promise<void> {
  const { AssumptionError, parseChoices } = await import('./local-endpoint.js');
  try {
    parseChoices(assume);
  } catch (error) {
    if (!(error instanceof AssumptionError)) throw error;
    throw new LabError('CONFIG_INVALID', `--assume: ${error.message}`, { cause: error });
  }
}

function toPorts(options: LocalOptions): Pick<RunOptions, 'port' | 'cachePort'> {
  const port = toPort('--port', options.port);
  const cachePort = toPort('--cache-port', options.cachePort);
  if (port === 0 || port !== cachePort) return { port, cachePort };
  throw new LabError('CONFIG_INVALID', `--port and --cache-port are both ${port}.`);
}

/** Checks a port of an option; 0 without one. */
export function toPort(option: string, port: number | undefined): number {
  if (port === undefined) return 0;
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new LabError('CONFIG_INVALID', `${option} is ${port}, but a port is from 1 to 65535.`);
}
