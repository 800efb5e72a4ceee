import { signal } from '@preact/signals';
import { Component } from 'preact';
import type { CallRow } from '../emulator/console/documents.js';
import { Badge } from './badge.js';
import { Fault } from './fault.js';
import { toCount, toDuration, toTime } from './format.js';
import { isStrike, toCallName, toCallOutcome, toCallTone } from './outcomes.js';
import { calls, type Numbered } from './store.js';
import { Table } from './table.js';

const wanted = signal('');
const onlyFailed = signal(false);
/** The table stays small, also when thousands of calls come. */
const MAX_SHOWN = 200;

/** The calls of AWS's APIs and the faults that struck a cache, newest first. */
export function Calls() {
  const { rows, total } = calls.value;
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = rows.filter(
    (row) =>
      (!onlyFailed.value || toCallTone(row) === 'bad') && words.every((word) => fits(row, word)),
  );
  const shown = fitting.slice(0, MAX_SHOWN);
  return (
    <>
      <search class="bar" aria-label="Filter of the calls">
        <label>
          Filter
          <input
            type="search"
            placeholder="CreateUser, elasticache, 400, role…"
            value={wanted.value}
            onInput={({ currentTarget }) => {
              wanted.value = currentTarget.value;
            }}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={onlyFailed.value}
            onChange={({ currentTarget }) => {
              onlyFailed.value = currentTarget.checked;
            }}
          />
          only failed calls
        </label>
        <p class="soft">
          {toCount(shown.length)} of {toCount(total)} calls
          {total > rows.length ? `; the page keeps the latest ${toCount(rows.length)}` : ''}
        </p>
      </search>
      {shown.length === 0 ? (
        <p class="empty">{total === 0 ? 'No call yet.' : 'No call fits the filter.'}</p>
      ) : (
        <Table
          name="calls"
          caption="AWS calls and faults of caches, newest first"
          columns={['time', 'operation', 'status', 'service', 'duration', 'caller']}
          numbers={['duration']}
        >
          {shown.map((row) => (
            <Call key={row.number} row={row} />
          ))}
        </Table>
      )}
    </>
  );
}

/** A row never changes. */
class Call extends Component<{ row: Numbered<CallRow> }> {
  override shouldComponentUpdate(): boolean {
    return false;
  }

  override render() {
    const { row } = this.props;
    if (isStrike(row)) return <Strike row={row} />;
    const { atMs, service, elapsedMs, caller, fault, region, requestId } = row;
    return (
      <tr title={`${region}, request ${requestId}`}>
        <td>{toTime(atMs)}</td>
        <th scope="row">{toCallName(row)}</th>
        <td>
          <Badge text={toCallOutcome(row)} tone={toCallTone(row)} />
          <Fault kind={fault} />
        </td>
        <td>{service}</td>
        <td class="number">{toDuration(elapsedMs)}</td>
        <td class="caller">{caller}</td>
      </tr>
    );
  }
}

function Strike({ row }: { row: CallRow }) {
  const { atMs, caller, fault } = row;
  return (
    <tr title="a fault of the cache's port">
      <td>{toTime(atMs)}</td>
      <th scope="row">{toCallName(row)}</th>
      <td>
        <Badge text={toCallOutcome(row)} tone={toCallTone(row)} />
        <Fault kind={fault} />
      </td>
      <td>{caller === '*' ? 'all caches' : `cache ${caller}`}</td>
      <td class="number">–</td>
      <td class="caller">–</td>
    </tr>
  );
}

function fits({ service, operation, status, caller, fault }: CallRow, word: string): boolean {
  const texts = [service, operation, String(status), caller, fault ?? ''];
  return texts.some((text) => text.toLowerCase().includes(word));
}
