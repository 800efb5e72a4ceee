import { Marked } from './marked.js';
import { report } from './store.js';
import { change } from './switches/change.js';
import { Table } from './table.js';

/** What clients did that serverless caches refuse or treat differently, and what to use instead. */
export function Report() {
  const rows = report.value;
  if (rows.length === 0) {
    return (
      <p class="empty">
        No client did anything that a serverless cache refuses or treats differently.
      </p>
    );
  }
  return (
    <>
      <div class="bar">
        <p class="lead">
          What your clients did that serverless caches refuse or treat differently.
        </p>
        <button type="button" onClick={() => void change('report', {}, 'The report is empty.')}>
          Empty the report
        </button>
      </div>
      <Table
        name="report"
        caption="Compatibility report"
        columns={['command', 'problem', 'client', 'times', 'use instead']}
        numbers={['times']}
      >
        {rows.map(({ client, problem, command, rule, count, instead, source }) => (
          <tr key={`${client} ${problem} ${command} ${rule}`}>
            <th scope="row">{command ?? 'a command'}</th>
            <td>
              {problem.replaceAll('-', ' ')}
              {rule === null ? null : <code>{rule}</code>}
            </td>
            <td>{client}</td>
            <td class="number">{count}</td>
            <td>
              <Marked text={instead} />{' '}
              <a href={source} target="_blank" rel="noreferrer">
                source
              </a>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
