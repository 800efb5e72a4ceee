import type { IamCredentials } from '../iam-auth/credentials.js';
import type { Settings } from '../settings.js';
/** Who makes the attempts, and at which cache. */
export interface Caller extends Settings {
  readonly credentials: () => Promise<IamCredentials>;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | undefined;
}
