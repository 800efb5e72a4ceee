/** The library's door. Loads no Redis or Valkey client: those stand in entries of their own (`ioredis.ts`). */
export { type ConnectionOptions, openConnection } from './connection.js';
export {
  IamAuthError,
  type IamAuthReason,
  isConnectionLost,
  isTokenRefused,
  TOKEN_REFUSED_ERROR_TYPE,
} from './error.js';
export { toSignedCacheName, toSignedUserId } from './names.js';
export {
  createIamAuthToken,
  type IamAuthTokenOptions,
  type IamCredentialSource,
  type IamCredentials,
  MAX_TOKEN_SECONDS,
} from './token.js';
