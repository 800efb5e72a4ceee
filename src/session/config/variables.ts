/**
 * The variables of this program that a `.env` file may set; `.env.example` lists them. VALKEY_LAB_LOCAL_DIR is missing,
 * because a repository that somebody checks out must not choose the folder from which the program reads keys.
 */
export const VARIABLES = [
  'VALKEY_LAB_NAME',
  'VALKEY_LAB_CACHE_NAME',
  'VALKEY_LAB_IAM_USER',
  'VALKEY_LAB_DEFAULT_USER',
  'VALKEY_LAB_USER_GROUP',
  'VALKEY_LAB_ROLE_NAME',
  'VALKEY_LAB_POLICY_NAME',
  'VALKEY_LAB_FUNCTION_NAME',
  'VALKEY_LAB_ACCESS_STRING',
  'VALKEY_LAB_ACCESS_ENGINE',
  'VALKEY_LAB_RUNTIME',
  'VALKEY_LAB_TRUST_ACCOUNT',
  'VALKEY_LAB_SUBNET_IDS',
  'VALKEY_LAB_CACHE_SUBNET_IDS',
  'VALKEY_LAB_SECURITY_GROUP_IDS',
  'VALKEY_LAB_MAX_STORAGE_GB',
  'VALKEY_LAB_MAX_ECPU',
  'VALKEY_LAB_LOG_RETENTION_DAYS',
  'VALKEY_LAB_LOCAL',
] as const;
