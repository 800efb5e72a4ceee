/** Returns the next step when a policy that the caller cannot change refused a call; undefined for the caller's own policies. */
export function findDenialHint(message: string): string | undefined {
  if (/(service|resource) control policy/.test(message)) return ORGANIZATION_HINT;
  return message.includes('permissions boundary') ? BOUNDARY_HINT : undefined;
}

const ORGANIZATION_HINT =
  'Your organization denies this call. If it demands tags, a permissions boundary or an IAM path, set VALKEY_LAB_TAGS, VALKEY_LAB_PERMISSIONS_BOUNDARY or VALKEY_LAB_IAM_PATH, then run the same command again. Otherwise, ask its administrators.';

const BOUNDARY_HINT =
  'The permissions boundary of your user or role does not allow this call: ask the administrators who set it.';
