import { findFunction } from '../../aws/find-function.js';
import { findAttachedPolicies, findRole } from '../../aws/iam-reads.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';

/** The lab's function, read once for all resources that are inspected together. */
export const readFunction = shareRead(({ aws, config }: Session) =>
  findFunction(aws, config.names.function),
);

/** The lab's role, read once for all resources that are inspected together. */
export const readRole = shareRead(({ aws, config }: Session) => findRole(aws, config.names.role));

/** The policies attached to the lab's role, read once for all resources that are inspected together. */
export const readAttachedPolicies = shareRead(({ aws, config }: Session) =>
  findAttachedPolicies(aws, config.names.role),
);
