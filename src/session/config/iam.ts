import { LabError } from '../../errors.js';

/**
 * Checks the permissions boundary of the lab's role.
 * @throws LabError CONFIG_INVALID
 */
export function toPermissionsBoundary(arn: string | undefined): string | undefined {
  if (arn === undefined || /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\x21-\x7e]+$/.test(arn)) {
    return arn;
  }
  throw new LabError(
    'CONFIG_INVALID',
    `VALKEY_LAB_PERMISSIONS_BOUNDARY is "${arn}", but a boundary is the ARN of a managed policy.`,
    { hint: 'Write it like arn:aws:iam::123456789012:policy/boundary.' },
  );
}

/**
 * Checks the path of the lab's role and policy by IAM's rule (CreateRole in the API reference).
 * @throws LabError CONFIG_INVALID
 */
export function toIamPath(path = '/'): string {
  if (/^\/([\x21-\x7e]+\/)?$/.test(path) && path.length <= 512) return path;
  throw new LabError(
    'CONFIG_INVALID',
    `VALKEY_LAB_IAM_PATH is "${path}", but a path begins and ends with "/" and has at most 512 characters, without spaces.`,
    { hint: 'Write it like /team/cache/.' },
  );
}
