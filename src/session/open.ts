import { createClients } from '../aws/clients.js';
import { readIdentity } from '../aws/identity.js';
import { LabError } from '../errors.js';
import { createSession } from './create-session.js';
import type { Run } from './run.js';
import type { AnonymousSession, Session } from './session.js';
import { openTarget } from './target.js';

/** Opens AWS or the local endpoint and creates the clients, without a call to AWS. */
export async function openTargetSession(run: Run): Promise<AnonymousSession> {
  const { config, options, signal, report, resources: done, note, elapsedMs } = run;
  refuseLocalOptions(run);
  const target = await openTarget(config, options);
  const { region } = target.access;
  Object.assign(run.facts, { region, local: target.local });
  if (target.isDefaultRegion) note(`No region is set: using ${region}, as in the tutorial.`);
  const aws = createClients(target.access, run.call);
  run.onEnd(() => aws.close());
  return createSession({ config, region, target, aws, signal, report, done, note, elapsedMs });
}

/** Opens a session and asks AWS for the caller's identity. */
export async function identify(run: Run): Promise<Session> {
  const anonymous = await openTargetSession(run);
  const identity = await readIdentity(anonymous.aws);
  const session = { ...anonymous, identity };
  const { lab } = session.config;
  run.facts.account = identity.account;
  run.note(`${identity.arn} in ${session.region}${lab ? `, lab ${lab}` : ''}`);
  return session;
}

/** Refuses options of the local endpoint without --local: a user who forgot --local must not make a lab on AWS. */
function refuseLocalOptions({ options: { pace, faults, assume }, config: { local } }: Run): void {
  const given = { '--pace': pace, '--faults': faults, '--assume': assume };
  const option = Object.entries(given).find(([, value]) => value !== undefined);
  if (local || !option) return;
  throw new LabError('CONFIG_INVALID', `${option[0]} needs --local.`);
}
