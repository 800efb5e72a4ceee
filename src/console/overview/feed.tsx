import { Badge } from '../badge.js';
import { type Tone, toTime } from '../format.js';
import { calls, invocations, logins } from '../store.js';

/** One line of the feed. */
interface Entry {
  readonly key: string;
  readonly atMs: number;
  readonly what: string;
  readonly outcome: string;
  readonly tone: Tone;
}

const MAX_ENTRIES = 14;

/** What happened last, of all kinds. */
export function Feed() {
  const entries = [...toCalls(), ...toLogins(), ...toInvocations()]
    .sort((one, other) => other.atMs - one.atMs)
    .slice(0, MAX_ENTRIES);
  return (
    <section class="feed" aria-labelledby="feed-title">
      <h2 id="feed-title">Latest</h2>
      {entries.length === 0 ? <p class="soft">Nothing has happened yet.</p> : null}
      <ol>
        {entries.map(({ key, atMs, what, outcome, tone }) => (
          <li key={key}>
            <time>{toTime(atMs)}</time> <span>{what}</span> <Badge text={outcome} tone={tone} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function toCalls(): Entry[] {
  return calls.value.rows.slice(0, MAX_ENTRIES).map(({ number, atMs, operation, status }) => ({
    ...{ key: `call ${number}`, atMs, what: operation, outcome: String(status || 'no answer') },
    tone: status >= 200 && status < 400 ? 'good' : 'bad',
  }));
}

function toLogins(): Entry[] {
  return logins.value.rows
    .slice(0, MAX_ENTRIES)
    .map(({ number, atMs, username, outcome, rule }) => ({
      ...{ key: `login ${number}`, atMs, what: `login of ${username}`, outcome: rule ?? outcome },
      tone: outcome === 'accepted' || outcome === 'open' ? 'good' : 'bad',
    }));
}

function toInvocations(): Entry[] {
  return invocations.value.rows
    .slice(0, MAX_ENTRIES)
    .map(({ number, atMs, functionName, outcome }) => ({
      ...{ key: `invocation ${number}`, atMs, what: `invocation of ${functionName}`, outcome },
      tone: outcome === 'ok' ? 'good' : 'bad',
    }));
}
