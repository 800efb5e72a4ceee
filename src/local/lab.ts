import { packUserFunction } from '../actions/deploy-function/pack.js';
import { refuseBadFunctionSettings } from '../actions/deploy-function/settings.js';
import { toInvocationResult } from '../actions/invoke/result.js';
import { createClients } from '../aws/clients.js';
import { invokeFunction } from '../aws/invoke.js';
import { ensureAll } from '../engine/ensure.js';
import { blueprint } from '../resources/index.js';
import { selectResources } from '../resources/shared/blueprint.js';
import { loadConfig } from '../session/config.js';
import { createSession, withIdentity } from '../session/create-session.js';
import { withFunction } from '../session/function-subject.js';
import type { Session } from '../session/session.js';
import { NO_LAG } from '../session/target.js';
import type { LocalFunctions } from './functions.js';

/** The endpoint that the lab is in. */
export interface LabPlace {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly caFile: string;
  readonly log: (line: string) => void;
}

/** Creates the functions of an endpoint in this process. They are in the lab without a name. */
export function createLocalFunctions(place: LabPlace): LocalFunctions & { close(): void } {
  const session = toSession(place);
  const { config, signal, note, aws } = session;
  return {
    async deployFunction(path, options = {}) {
      refuseBadFunctionSettings(options);
      const { name, subject } = await packUserFunction({ config, signal, note }, path, options);
      const bound = withFunction(session, name, subject);
      await ensureAll(blueprint, selectResources(blueprint, 'up'), bound);
      return { name };
    },
    async invoke(name, event = {}) {
      const invocation = await invokeFunction(aws, name, JSON.stringify(event));
      return toInvocationResult(invocation, { subject: 'existing' });
    },
    close: () => aws.close(),
  };
}

function toSession({ endpoint, region, account, credentials, caFile, log }: LabPlace): Session {
  const { XDG_CACHE_HOME } = process.env;
  // The lab of a test does not depend on the variables and the .env of its developer.
  const env = { XDG_CACHE_HOME };
  const config = loadConfig({ flags: { region, local: true }, env, cwd: '/nonexistent' });
  const access = { region, credentials: async () => credentials, endpoint, profile: undefined };
  const aws = createClients(access, () => {});
  const kind = { local: true, isDefaultRegion: false, isNew: false, slowness: 0, lag: NO_LAG };
  const session = createSession({
    ...{ config, region, aws, signal: new AbortController().signal },
    target: { access, ...kind, caFile, release: async () => {} },
    ...{ report: () => {}, done: [], note: log, elapsedMs: () => 0 },
  });
  const arn = `arn:aws:iam::${account}:user/valkey-lab`;
  return withIdentity(session, { account, partition: 'aws', arn });
}
