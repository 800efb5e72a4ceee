import { findFunction } from '../../aws/find-function.js';
import { findAttachedPolicies, findRole } from '../../aws/iam-reads.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';

// Each of these reads is sent once for all resources that are inspected together.

export const readFunction = shareRead(
  ({ aws, config }: Session) => findFunction(aws, config.names.function),
  ({ config }) => config.names.function,
);

export const readRole = shareRead(({ aws, config }: Session) => findRole(aws, config.names.role));

export const readAttachedPolicies = shareRead(({ aws, config }: Session) =>
  findAttachedPolicies(aws, config.names.role),
);
