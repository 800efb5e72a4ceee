import type { Obstacle } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';

/** IAM cannot move a role or policy to another path. */
export function findOtherPath(
  { config }: Pick<Session, 'config'>,
  path: string | undefined,
): Obstacle | undefined {
  const { iamPath } = config;
  if (path === undefined || path === iamPath) return undefined;
  return {
    problem: `has the path ${path}, but VALKEY_LAB_IAM_PATH is ${iamPath}, and IAM cannot move it`,
    hint: {
      text: `Set VALKEY_LAB_IAM_PATH to ${path}, or run {command} first.`,
      command: ['down'],
    },
  };
}

/** Whether a user made this path. AWS's own roles (service-linked, SSO) have paths of AWS. */
export function isOwnPath(path = '/'): boolean {
  return !/^\/(aws-service-role|aws-reserved)\//.test(path);
}
