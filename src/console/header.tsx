import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Badge } from './badge.js';
import { toDate, toSpan, toTime } from './format.js';
import { connection } from './session.js';
import { controls, endpoint, readClock } from './store.js';
import { jump } from './switches/change.js';
import { ThemeButton } from './theme.js';

const CONNECTION_WORDS = {
  opening: ['connecting', 'busy'],
  open: ['live', 'good'],
  lost: ['connection lost', 'bad'],
  ended: ['session ended', 'bad'],
} as const;

const nowMs = signal(0);

/** Name, endpoint, connection, clock, and the two jumps that matter for tokens and connections. */
export function Header() {
  const [text, tone] = CONNECTION_WORDS[connection.value.state];
  return (
    <header>
      <div class="brand">
        <h1>
          valkey-lab <span>console</span>
        </h1>
        <Badge text={text} tone={tone} />
      </div>
      {endpoint.value ? (
        <p class="place">
          <span>{endpoint.value.url.replace('http://', '')}</span>
          <span>account {endpoint.value.account}</span>
        </p>
      ) : null}
      <div class="tools">{controls.value ? <Clock aheadMs={controls.value.aheadMs} /> : null}</div>
      <ThemeButton />
    </header>
  );
}

function Clock({ aheadMs }: { aheadMs: number }) {
  useEffect(() => {
    const tick = () => {
      nowMs.value = readClock();
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="clock" aria-label="Clock of the endpoint">
      <time dateTime={new Date(nowMs.value).toISOString()}>
        {toDate(nowMs.value)} <b>{toTime(nowMs.value)}</b>
      </time>
      {aheadMs >= 1_000 ? <span class="ahead">{toSpan(aheadMs)} ahead</span> : null}
      <button
        type="button"
        onClick={() => jump(15 * 60_000)}
        aria-label="Move the clock by 15 minutes"
      >
        +15 min
      </button>
      <button
        type="button"
        onClick={() => jump(12 * 3_600_000)}
        aria-label="Move the clock by 12 hours"
      >
        +12 h
      </button>
    </section>
  );
}
