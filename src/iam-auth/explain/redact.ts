const LONGEST = 80;

/**
 * Quotes a text of unknown origin on one line and shortens it. A run of 20 characters or more may be a secret, such as
 * a signature, a session token or a key, so only its first four characters remain.
 */
export function quote(text: string): string {
  const shown = text.replace(/[A-Za-z0-9+/=%_]{20,}/g, (run) => `${run.slice(0, 4)}…`);
  return JSON.stringify(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

/** Shortens an access key id. Its owner can still recognize it. */
export function toShownKeyId(keyId: string): string {
  return keyId.length > 12 && /^\w+$/.test(keyId)
    ? `${keyId.slice(0, 4)}…${keyId.slice(-4)}`
    : quote(keyId);
}
