import type { InvocationDetail, InvocationRow } from '../../emulator/console/documents.js';
import { Badge } from '../badge.js';
import { ExpandableRow } from '../expandable.js';
import { toDuration, toTime } from '../format.js';
import { OnRequest } from '../on-request.js';
import type { Numbered } from '../store.js';
import { Table } from '../table.js';

const MAX_SHOWN = 50;

/** Finished invocations of a function, newest first. */
export function Invocations({ rows }: { rows: readonly Numbered<InvocationRow>[] }) {
  if (rows.length === 0) return <p class="soft">No invocation yet.</p>;
  return (
    <Table
      name="invocations"
      caption="Invocations, newest first"
      columns={['time', 'outcome', 'duration', 'request']}
      numbers={['duration']}
      isExpandable
    >
      {rows.slice(0, MAX_SHOWN).map((row) => (
        <ExpandableRow
          key={row.number}
          id={`invocation-${row.number}`}
          label={`the invocation at ${toTime(row.atMs)}`}
          columns={5}
          details={() => <Details row={row} />}
        >
          <td>{toTime(row.atMs)}</td>
          <th scope="row">
            <Badge text={row.outcome} tone={row.outcome === 'ok' ? 'good' : 'bad'} />
          </th>
          <td class="number">{toDuration(row.elapsedMs)}</td>
          <td class="arn">{row.requestId}</td>
        </ExpandableRow>
      ))}
    </Table>
  );
}

function Details({ row }: { row: Numbered<InvocationRow> }) {
  return (
    <>
      {row.problem === null ? null : <p>{row.problem}</p>}
      <OnRequest<InvocationDetail>
        label="payload, answer and log"
        name="invocation"
        query={{ number: String(row.number) }}
        show={({ payload, answer, log }) => (
          <dl class="payloads">
            <dt>payload</dt>
            <dd>
              <pre class="wrap">{payload}</pre>
            </dd>
            <dt>answer</dt>
            <dd>
              <pre class="wrap">{answer ?? 'none: the function did not run'}</pre>
            </dd>
            <dt>log</dt>
            <dd>
              <pre class="log">{log || 'empty'}</pre>
            </dd>
          </dl>
        )}
      />
    </>
  );
}
