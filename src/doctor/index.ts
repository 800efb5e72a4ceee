import type { Identity } from '../plan/step.js';
import type { AwsContext, Check, MachineContext } from './check.js';
import { checkCredentials } from './credentials.js';
import type { Finding } from './finding.js';
import { names } from './names.js';
import { network } from './network.js';
import { node } from './node.js';
import { permissions } from './permissions.js';
import { elastiCacheQuotas, iamQuotas, lambdaQuotas } from './quotas.js';
import { region } from './region.js';
import { runCheck, runChecks, toUnknown } from './run-checks.js';
import { runtime } from './runtime.js';
import { serviceLinkedRole } from './service-linked-role.js';
import { valkeyServer } from './valkey-server.js';

/** Checks that ask nobody. */
const MACHINE: readonly Check<MachineContext>[] = [node, valkeyServer, runtime];

/** Checks that ask AWS, and need to know as whom. */
const AWS: readonly Check<AwsContext>[] = [
  region,
  permissions,
  serviceLinkedRole,
  network,
  names,
  elastiCacheQuotas,
  iamQuotas,
  lambdaQuotas,
];

/** All that was found, and who we are where that is known. */
export interface Diagnosis {
  readonly identity: Identity | undefined;
  readonly findings: readonly Finding[];
}

/** Looks at everything that `up` needs; reads only, and no check stops another. */
export async function diagnose(ctx: MachineContext): Promise<Diagnosis> {
  let identity: Identity | undefined;
  const credentials: Check<MachineContext> = {
    name: 'credentials',
    async run() {
      const known = await checkCredentials(ctx);
      identity = known.identity;
      return known.said;
    },
  };
  const [machine, who] = await Promise.all([runChecks(MACHINE, ctx), runCheck(credentials, ctx)]);
  const asked = identity
    ? await runChecks(AWS, { ...ctx, identity })
    : AWS.map(({ name }) => toUnknown(name, 'it needs credentials'));
  return { identity, findings: [...machine, ...who, ...asked] };
}
