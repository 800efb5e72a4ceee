/**
 * Every variable of ours that a `.env` file may set; `.env.example` has them all. Not VALKEY_LAB_LOCAL_DIR: the endpoint's
 * keys are read from that folder and files are deleted in it, so a checked-out folder must not choose it.
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
