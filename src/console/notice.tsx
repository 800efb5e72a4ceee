import { connection } from './session.js';

/** Why the page shows nothing, or nothing new, and what to do. */
export function Notice() {
  const now = connection.value;
  if (now.state === 'open') return null;
  if (now.state === 'opening') return <p class="notice">Connecting to the endpoint…</p>;
  if (now.state === 'lost') {
    return (
      <p class="notice busy">
        {now.reason} The page shows the last state that it knows, and tries again.
      </p>
    );
  }
  return (
    <main id="main" class="notice bad" tabIndex={-1}>
      <h2>This session has ended</h2>
      <p>{now.reason}</p>
      <p>
        Get a new address with <code>valkey-lab local console</code>. If no endpoint runs, start one
        with <code>valkey-lab local start</code>.
      </p>
    </main>
  );
}
