import { signal } from '@preact/signals';
import type { AssumptionRow } from '../../emulator/console/documents.js';
import { Marked } from '../marked.js';
import { controls } from '../store.js';
import { change } from './change.js';
import { Problem } from './problem.js';

const wanted = signal('');
const problem = signal<string | undefined>(undefined);

/** How the endpoint behaves where AWS's documents are silent. */
export function Assumptions() {
  const rows = controls.value?.assumptions ?? [];
  const shown = rows.filter(({ id, alternatives }) =>
    [id, ...Object.values(alternatives)].some((text) =>
      text.toLowerCase().includes(wanted.value.toLowerCase()),
    ),
  );
  const changed = rows.filter(({ assumed, current }) => assumed !== current);
  return (
    <section class="card" aria-labelledby="assumptions-title">
      <h2 id="assumptions-title">Assumptions</h2>
      <p class="soft">
        How the endpoint behaves where AWS's documents are silent.{' '}
        {changed.length === 0
          ? 'All are as usual.'
          : `Changed: ${changed.map(({ id }) => id).join(', ')}.`}{' '}
        A change acts on later decisions: what exists keeps what was decided for it.
      </p>
      <div class="bar">
        <label>
          Filter
          <input
            type="search"
            value={wanted.value}
            onInput={({ currentTarget }) => {
              wanted.value = currentTarget.value;
            }}
          />
        </label>
      </div>
      <Problem text={problem.value} />
      <ul class="assumptions">
        {shown.map((row) => (
          <Assumption key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Assumption({ row }: { row: AssumptionRow }) {
  const { id, assumed, current, alternatives, source } = row;
  const choose = async (alternative: string) => {
    problem.value = await change('assume', { id, alternative }, `${id} is now ${alternative}.`);
  };
  return (
    <li class={assumed === current ? '' : 'changed'}>
      <label>
        <b>{id}</b>
        <select value={current} onChange={({ currentTarget }) => void choose(currentTarget.value)}>
          {Object.keys(alternatives).map((name) => (
            <option key={name} value={name}>
              {name === assumed ? `${name} (usual)` : name}
            </option>
          ))}
        </select>
      </label>
      <p class="soft">
        <Marked text={alternatives[current] ?? ''} /> <span class="source">({source})</span>
      </p>
    </li>
  );
}
