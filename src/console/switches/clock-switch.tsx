import { signal } from '@preact/signals';
import { toSpan } from '../format.js';
import { controls } from '../store.js';
import { jump } from './change.js';
import { Problem } from './problem.js';

const UNITS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

const amount = signal('1');
const unit = signal<Unit>('hours');
const problem = signal<string | undefined>(undefined);

/** Jumps of any length. The clock moves forward only. */
export function ClockSwitch() {
  const aheadMs = controls.value?.aheadMs ?? 0;
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.value = await jump(Number(amount.value) * UNITS[unit.value]);
  };
  return (
    <section class="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Clock</h2>
      <p class="soft">
        {aheadMs < 1_000 ? 'It shows the time of this machine.' : `It is ${toSpan(aheadMs)} ahead.`}{' '}
        Tokens expire after 15 minutes, connections after 12 hours.
      </p>
      <form class="bar" onSubmit={(event) => void submit(event)}>
        <label>
          Move forward by
          <input
            type="number"
            min="1"
            step="any"
            required
            value={amount.value}
            onInput={({ currentTarget }) => {
              amount.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          <span class="unseen">Unit</span>
          <select
            value={unit.value}
            onChange={({ currentTarget }) => {
              unit.value = currentTarget.value as Unit;
            }}
          >
            {Object.keys(UNITS).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit">Jump</button>
      </form>
      <Problem text={problem.value} />
    </section>
  );
}
