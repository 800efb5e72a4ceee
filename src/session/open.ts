import { createClients } from '../aws/clients.js';
import { findConfiguredEndpoints } from '../aws/configured-endpoints.js';
import { readIdentity } from '../aws/identity.js';
import { LabError } from '../errors.js';
import { refuseOtherAccount } from './account.js';
import { createSession, withIdentity } from './create-session.js';
import { toHeader } from './header.js';
import type { Run } from './run.js';
import type { AnonymousSession, Identity, Session } from './session.js';
import { openTarget } from './target.js';

/** Opens AWS or the local endpoint for a command that does not ask who the caller is. */
export async function openTargetSession(run: Run): Promise<AnonymousSession> {
  const session = await openAnonymous(run);
  const { region, target } = session;
  if (target.isDefaultRegion) run.note(`No region is set: using ${region}, as in the tutorial.`);
  return session;
}

/** Opens AWS or the local endpoint and creates the clients, without a call to AWS. */
export async function openAnonymous(run: Run): Promise<AnonymousSession> {
  const { config, options, signal, report, resources: done, note, elapsedMs } = run;
  refuseLocalOptions(run);
  // An action's own port is not that of the endpoint.
  const { pace, faults, assume } = options;
  const target = await openTarget(config, { pace, faults, assume });
  const { region } = target.access;
  Object.assign(run.facts, { region, local: target.local });
  const aws = createClients(target.access, run.call);
  run.onEnd(() => aws.close());
  // A command that leaves nothing in the endpoint that it started leaves no endpoint either.
  if (target.isNew) run.onEnd(() => target.release().catch(() => {}));
  return createSession({ config, region, target, aws, signal, report, done, note, elapsedMs });
}

/** Opens a session and asks AWS for the caller's identity. */
export async function identify(run: Run): Promise<Session> {
  const anonymous = await openAnonymous(run);
  const identity = await readIdentity(anonymous.aws);
  run.facts.account = identity.account;
  refuseOtherAccount(run.config, identity);
  await noteHeader(anonymous, identity);
  return withIdentity(anonymous, identity);
}

/** Says where the run works. */
export async function noteHeader(
  { config, region, target, note }: AnonymousSession,
  identity: Identity,
): Promise<void> {
  const { local, isDefaultRegion } = target;
  const endpoints = local ? [] : await findConfiguredEndpoints(config.profile, process.env);
  note(toHeader({ lab: config.lab, region, local, isDefaultRegion, identity, endpoints }));
}

/** Refuses options of the local endpoint without --local: a user who forgot --local must not make a lab on AWS. */
function refuseLocalOptions({ options: { pace, faults, assume }, config: { local } }: Run): void {
  const given = { '--pace': pace, '--faults': faults, '--assume': assume };
  const option = Object.entries(given).find(([, value]) => value !== undefined);
  if (local || !option) return;
  throw new LabError('CONFIG_INVALID', `${option[0]} needs --local.`);
}
