/** The library's main entry. Loads no Redis or Valkey client; each client has its own entry, such as `ioredis.ts`. */
export { type IamAuthClock, systemClock } from './clock.js';
export { type ConnectionOptions, openConnection } from './connection.js';
export type { IamCredentialSource, IamCredentials } from './credentials.js';
export {
  IamAuthError,
  type IamAuthReason,
  isConnectionLost,
  isTokenRefused,
  isUnavailable,
  TOKEN_REFUSED_ERROR_TYPE,
} from './error.js';
export { type AttemptFacts, explain } from './explain/explain.js';
export type { Finding, RuleName } from './explain/finding.js';
export type { KnownCredentials } from './explain/key-rules.js';
export { explainPolicies, type PolicyFacts } from './explain/policy-rules.js';
export { toSignedCacheName, toSignedUserId } from './names.js';
export {
  createIamAuthToken,
  type IamAuthTarget,
  type IamAuthTokenOptions,
  MAX_TOKEN_SECONDS,
  type SignedToken,
  signIamAuthToken,
} from './token.js';
export { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';
