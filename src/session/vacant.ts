import { createClients } from '../aws/clients.js';
import { LabError } from '../errors.js';
import { createSession, withIdentity } from './create-session.js';
import type { Run } from './run.js';
import type { Session } from './session.js';
import { findLocal, findLocalAccount, NO_LAG, toLocalRegion } from './target.js';

/**
 * Returns a session of a lab that cannot exist, because no local endpoint runs: it has names, but no calls.
 * Undefined when the target is AWS, when an endpoint runs, or when the user's options are those of an endpoint.
 */
export async function findVacancy(run: Run): Promise<Session | undefined> {
  const { config, options, signal, report, resources: done, note, elapsedMs } = run;
  const isForEndpoint = [options.pace, options.faults, options.assume].some(
    (option) => option !== undefined,
  );
  if (!config.local || isForEndpoint) return undefined;
  if (await findLocal(config)) return undefined;
  const region = toLocalRegion(config);
  const refuse = async () => {
    throw new LabError('LOCAL_NOT_RUNNING', 'No local endpoint is running.');
  };
  const access = { region, credentials: refuse, endpoint: undefined, profile: undefined };
  const kind = {
    local: true,
    caFile: undefined,
    isDefaultRegion: false,
    slowness: 0,
    isNew: false,
  };
  const target = { access, ...kind, lag: NO_LAG, release: async () => {} };
  const account = await findLocalAccount();
  const identity = { account, partition: 'aws', arn: '' };
  Object.assign(run.facts, { region, local: true, account });
  const aws = createClients(access, run.call);
  const session = createSession({
    config,
    region,
    target,
    aws,
    signal,
    report,
    done,
    note,
    elapsedMs,
  });
  return withIdentity(session, identity);
}
