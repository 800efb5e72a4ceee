import { signal } from '@preact/signals';
import { controls } from '../store.js';
import { change } from './change.js';
import { Problem } from './problem.js';

const USUAL = ['instant', '0.1', '0.5', 'real'];
const problem = signal<string | undefined>(undefined);

/** How long AWS's changes take. */
export function PaceSwitch() {
  const pace = controls.value?.pace ?? '';
  const names = USUAL.includes(pace) ? USUAL : [...USUAL, pace];
  const choose = async (name: string) => {
    problem.value = await change('pace', { pace: name }, `The pace is ${name}.`);
  };
  return (
    <section class="card" aria-labelledby="pace-title">
      <h2 id="pace-title">Pace</h2>
      <p class="soft">
        How long changes take, as a part of AWS's time. It applies to later changes.
      </p>
      <fieldset class="choices">
        <legend class="unseen">Pace</legend>
        {names.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="pace"
              value={name}
              checked={name === pace}
              onChange={() => void choose(name)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <Problem text={problem.value} />
    </section>
  );
}
