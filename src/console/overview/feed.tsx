import { Badge } from '../badge.js';
import { type Tone, toTime } from '../format.js';
import { hasPassed, toCallName, toCallOutcome, toCallTone } from '../outcomes.js';
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
  return calls.value.rows.slice(0, MAX_ENTRIES).map((row) => ({
    ...{ key: `call ${row.number}`, atMs: row.atMs, what: toCallName(row) },
    ...{ outcome: toCallOutcome(row), tone: toCallTone(row) },
  }));
}

function toLogins(): Entry[] {
  return logins.value.rows.slice(0, MAX_ENTRIES).map((row) => ({
    ...{ key: `login ${row.number}`, atMs: row.atMs, what: `login of ${row.username}` },
    ...{ outcome: row.rule ?? row.outcome, tone: hasPassed(row) ? 'good' : 'bad' },
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
