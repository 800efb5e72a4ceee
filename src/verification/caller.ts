import type { IamCredentials } from '../iam-auth/credentials.js';

/** Who makes the attempts, and at which cache. */
export interface Caller {
  readonly cacheName: string;
  readonly host: string;
  readonly port: number;
  readonly userId: string;
  readonly region: string;
  readonly credentials: () => Promise<IamCredentials>;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | undefined;
}
