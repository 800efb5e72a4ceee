import { signal } from '@preact/signals';
import { controls } from '../store.js';
import { change } from './change.js';
import { CACHE_PRESETS, CALL_PRESETS, PRESETS } from './presets.js';
import { Problem } from './problem.js';

const draft = signal(JSON.stringify(PRESETS[0]?.rule, null, 2));
const problem = signal<string | undefined>(undefined);

/** The faults that callers meet. The endpoint checks each document, so the page knows no kinds of faults. */
export function Faults() {
  const faults = controls.value?.faults ?? { rules: [] };
  const set = async (rules: readonly object[], done: string) => {
    problem.value = await change('faults', { faults: { ...faults, rules } }, done);
  };
  const add = async (event: Event) => {
    event.preventDefault();
    try {
      const given: unknown = JSON.parse(draft.value);
      const added = Array.isArray(given) ? given : [given];
      await set([...faults.rules, ...added], 'The fault is added.');
    } catch (error) {
      problem.value = `This is not JSON: ${error instanceof Error ? error.message : error}`;
    }
  };
  return (
    <section class="card" aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      {faults.rules.length === 0 ? <p class="soft">No fault is injected.</p> : null}
      <ul class="rules" aria-label="Faults in force">
        {faults.rules.map((rule, index) => (
          <li key={`${index} ${JSON.stringify(rule)}`}>
            <code>{JSON.stringify(rule)}</code>
            <button
              type="button"
              aria-label={`Remove fault ${index + 1}`}
              onClick={() =>
                void set(
                  faults.rules.filter((other) => other !== rule),
                  'The fault is removed.',
                )
              }
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={(event) => void add(event)}>
        <div class="bar">
          <label>
            Start from
            <select
              onChange={({ currentTarget }) => {
                const preset = PRESETS[currentTarget.selectedIndex];
                if (preset) draft.value = JSON.stringify(preset.rule, null, 2);
              }}
            >
              <Group label="AWS calls" presets={CALL_PRESETS} />
              <Group label="ports of caches" presets={CACHE_PRESETS} />
            </select>
          </label>
        </div>
        <label class="wide">
          Rule, as in a faults file
          <textarea
            rows={6}
            spellcheck={false}
            value={draft.value}
            onInput={({ currentTarget }) => {
              draft.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit">Add the fault</button>
      </form>
      <Problem text={problem.value} />
    </section>
  );
}

function Group({ label, presets }: { label: string; presets: typeof PRESETS }) {
  return (
    <optgroup label={label}>
      {presets.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </optgroup>
  );
}
