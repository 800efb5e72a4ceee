const LONGEST = 80;

/**
 * A text of unknown origin, to be shown: in quotes, on one line, not long. Every run of characters that could be
 * a signature, a session token, a secret or a key id keeps its first four only.
 */
export function quote(text: string): string {
  const shown = text.replace(/[A-Za-z0-9+/=%_]{20,}/g, (run) => `${run.slice(0, 4)}…`);
  return JSON.stringify(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

/** An access key id, so that its owner knows it and nobody else can use it. */
export function toShownKeyId(keyId: string): string {
  return keyId.length > 12 && /^\w+$/.test(keyId)
    ? `${keyId.slice(0, 4)}…${keyId.slice(-4)}`
    : quote(keyId);
}
