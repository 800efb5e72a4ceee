import { toReadContext } from '../../engine/context.js';
import { findPermissions } from '../../resources/operator-policy.js';
import { findRequirements, type LabBlueprint } from '../../resources/shared/blueprint.js';
import type { Check, Finding } from '../../resources/shared/check.js';
import { refuseOtherAccount } from '../../session/account.js';
import { withIdentity } from '../../session/create-session.js';
import { noteHeader } from '../../session/open.js';
import type { AnonymousSession, Identity, Session } from '../../session/session.js';
import { checkCredentials } from './credentials.js';
import { followLab } from './follow-lab.js';
import { createNamesCheck } from './names.js';
import { node } from './node.js';
import { createPermissionsCheck } from './permissions.js';
import { region } from './region.js';
import { runCheck, runChecks, toUnknown } from './run-checks.js';
import { valkeyServer } from './valkey-server.js';

/** All findings, and the caller's identity if it is known. */
export interface Diagnosis {
  readonly identity: Identity | undefined;
  readonly findings: readonly Finding[];
}

/** Checks everything that `up` needs. Reads only. A check that fails does not stop the others. */
export async function diagnose<O>(
  blueprint: LabBlueprint<O>,
  ctx: AnonymousSession,
): Promise<Diagnosis> {
  const requirements = findRequirements(blueprint);
  let identity: Identity | undefined;
  const credentials: Check<AnonymousSession> = {
    name: 'credentials',
    async run() {
      const known = await checkCredentials(ctx);
      identity = known.identity;
      await noteHeader(ctx, identity);
      return known.said;
    },
  };
  const settingsChecks = requirements.flatMap((one) => one.settingsChecks ?? []);
  const [machine, who] = await Promise.all([
    runChecks<AnonymousSession>([node, valkeyServer, ...settingsChecks], ctx),
    runCheck(credentials, ctx),
  ]);
  if (identity) refuseOtherAccount(ctx.config, identity);
  const general: Check<Session>[] = [
    region,
    createPermissionsCheck(findPermissions(blueprint)),
    createNamesCheck(blueprint),
  ];
  const own = requirements.flatMap((one) => one.checks ?? []);
  const session = identity && (await followLab(withIdentity(ctx, identity)));
  const asked = session
    ? await Promise.all([runChecks(general, session), runChecks(own, toReadContext(session))])
    : [general, own].map((checks) => checks.map(({ name }) => toUnknown(name, NO_CREDENTIALS)));
  return { identity, findings: toDistinct([...machine, ...who, ...asked.flat()]) };
}

const NO_CREDENTIALS = 'the check needs credentials';

/** Removes duplicates: resources that share a read also share its failure. */
function toDistinct(findings: readonly Finding[]): Finding[] {
  const byText = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...byText.values()];
}
