import { signal } from '@preact/signals';
import { hasPassed } from '../outcomes.js';
import { invocations, logins, report, resources } from '../store.js';
import { Feed } from './feed.js';
import { Graph } from './graph.js';
import { ResourceDetails } from './resource-details.js';
import { ResourceTable } from './resource-table.js';

const chosen = signal<string | undefined>(undefined);

/** What exists, as a picture and as a table, and what happened last. */
export function Overview() {
  const { rows, leftOut } = resources.value;
  const row = rows.find(({ id }) => id === chosen.value);
  const choose = (id: string) => {
    chosen.value = chosen.value === id ? undefined : id;
  };
  return (
    <>
      {rows.length === 0 ? (
        <p class="empty">
          The endpoint is empty. <code>valkey-lab up --local</code> makes a lab here.
        </p>
      ) : (
        <Graph rows={rows} chosen={chosen.value} choose={choose} />
      )}
      <div class="columns">
        <div>
          {row ? <ResourceDetails row={row} rows={rows} choose={choose} /> : <Numbers />}
          {rows.length === 0 ? null : <ResourceTable rows={rows} leftOut={leftOut} />}
        </div>
        <Feed />
      </div>
    </>
  );
}

/** Numbers since the endpoint started, of the rows that the page keeps. */
function Numbers() {
  const refused = logins.value.rows.filter((row) => !hasPassed(row)).length;
  const failed = invocations.value.rows.filter(({ outcome }) => outcome !== 'ok').length;
  const numbers = [
    ['logins', logins.value.total, refused === 0 ? 'none refused' : `${refused} not accepted`],
    ['invocations', invocations.value.total, failed === 0 ? 'none failed' : `${failed} failed`],
    ['compatibility problems', report.value.length, 'kinds, in all clients'],
  ] as const;
  return (
    <dl class="numbers">
      {numbers.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value.toLocaleString('en-GB')}</b> <span>{more}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
