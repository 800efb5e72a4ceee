/** What is known of one rule, of a token or of the lab's set-up. */
export interface Rule {
  readonly rule: string;
  /** `null`: what is at hand does not tell. */
  readonly ok: boolean | null;
  readonly message: string;
  /** How to mend it; `null` when the rule holds. */
  readonly remedy: string | null;
}
