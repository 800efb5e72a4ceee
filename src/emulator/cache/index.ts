import { rm } from 'node:fs/promises';
import type { Account } from '../state/account.js';
import type { Clock } from '../state/clock.js';
import type { ServerlessCache } from '../state/elasticache.js';
import type { FaultRules } from '../state/faults.js';
import type { CachePort } from '../state/ports.js';
import type { AwsState } from '../state/state.js';
import { createCertificate } from './certificate.js';
import { type CacheStrike, createCacheFaultPlan } from './faults/plan.js';
import type { LoginRecord } from './login/login-record.js';
import { type OpenCache, openCache } from './open-cache.js';
import { type CompatibilityReport, createCompatibilityReport } from './report/report.js';
import { findServerProgram, toProgramText } from './server/program.js';

export { checkReachability } from './login/function-network.js';
export type { LoginRecord } from './login/login-record.js';
export { ValkeyServerMissingError } from './server/program.js';
export { ValkeyServerError } from './server/valkey-server.js';

export interface CachePortOptions {
  readonly aws: AwsState;
  readonly account: Account;
  readonly clock: Clock;
  /** A 0700 folder for the certificate authority and the servers' files. */
  readonly folder: string;
  /** Receives one line at a time, without secrets. */
  readonly log: (line: string) => void;
  /** Receives a line for each accepted login. Default: nothing. */
  readonly logWelcome?: ((line: string) => void) | undefined;
  /** Receives each login and its verdict. Default: nothing. */
  readonly onLogin?: ((record: LoginRecord) => void) | undefined;
  /** Receives each fault that strikes. Default: nothing. */
  readonly onFault?: ((strike: CacheStrike) => void) | undefined;
  /** Search path for `valkey-server`. Default: the PATH of this process. */
  readonly path?: string | undefined;
  /** The port of the first cache, and of the next one after its end. Default: 0, any free port, as for all others. */
  readonly port?: number | undefined;
}

/** The data plane, with what the endpoint itself uses. */
export interface CacheDataPlane extends CachePort {
  readonly caFile: string;
  readonly report: CompatibilityReport;
  /** The program that answers for all caches: `valkey-server 8.0`. */
  readonly server: string;
  /** Replaces the fault rules and sets their counters to zero. Rules for AWS calls are ignored. */
  setFaults(rules: FaultRules): void;
}

/** Creates the data plane. Throws ValkeyServerMissingError when this machine has no server program. */
export async function createCachePort(options: CachePortOptions): Promise<CacheDataPlane> {
  const { aws, clock, folder, log, logWelcome = () => {}, port: fixedPort = 0 } = options;
  const { onLogin = () => {} } = options;
  // Both take a while, so they run in parallel. Neither is still running when this function fails.
  const [making, finding] = await Promise.allSettled([
    createCertificate(folder),
    findServerProgram(options.path),
  ]);
  if (finding.status === 'rejected') throw finding.reason;
  if (making.status === 'rejected') throw making.reason;
  const program = finding.value;
  const certificate = making.value;
  const report = createCompatibilityReport();
  const faults = createCacheFaultPlan(clock, options.onFault ?? (() => {}));
  const surroundings = {
    aws,
    clock,
    folder,
    log,
    logWelcome,
    onLogin,
    program,
    certificate,
    report,
    faults,
  };
  const open = new Map<ServerlessCache, Promise<OpenCache>>();
  let holder: ServerlessCache | undefined;
  const refresh = async (cache: ServerlessCache): Promise<void> =>
    (await open.get(cache))?.refresh();

  const stopListening = clock.onAdvance(() => {
    for (const cache of open.keys()) port.refresh(cache);
  });

  const port = {
    caFile: certificate.caFile,
    report,
    server: toProgramText(program),
    async open(cache: ServerlessCache) {
      holder ??= cache;
      const wanted = holder === cache ? fixedPort : 0;
      const opening = open.get(cache) ?? openCache(cache, { ...surroundings, port: wanted });
      open.set(cache, opening);
      try {
        return (await opening).port;
      } catch (error) {
        open.delete(cache);
        if (holder === cache) holder = undefined;
        throw error;
      }
    },
    refresh(cache: ServerlessCache) {
      refresh(cache).catch(() => {}); // `open` has reported the error
    },
    async close(cache: ServerlessCache) {
      const opening = open.get(cache);
      open.delete(cache);
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
      if (holder === cache) holder = undefined;
    },
    setFaults: faults.set,
    async closeAll() {
      stopListening();
      faults.close();
      await Promise.all([...open.keys()].map((cache) => port.close(cache)));
      await rm(certificate.caFile, { force: true });
    },
  };
  return port;
}
