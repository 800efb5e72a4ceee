import type { CompatibilityRow } from '../../state/compatibility.js';
import type { LoginRule } from '../login/authentication.js';

/** The rule that refused a login. `network`: on AWS, the caller does not reach the cache. */
export type RefusedBy = LoginRule | 'network';

/** One event that counts. */
export interface Finding extends Pick<CompatibilityRow, 'problem' | 'command'> {
  readonly rule: RefusedBy | null;
}
