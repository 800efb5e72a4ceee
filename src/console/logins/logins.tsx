import { signal } from '@preact/signals';
import { Badge } from '../badge.js';
import { ExpandableRow } from '../expandable.js';
import { Fault } from '../fault.js';
import { toCount, toTime } from '../format.js';
import { hasPassed } from '../outcomes.js';
import { logins } from '../store.js';
import { Table } from '../table.js';
import { LoginDetails } from './login-details.js';

const MAX_SHOWN = 200;
const onlyRefused = signal(false);

/** The logins at the caches, newest first, with verdict and reasons. */
export function Logins() {
  const { rows, total } = logins.value;
  if (total === 0) {
    return <p class="empty">No login yet. Invoke a function, or log in to the port of a cache.</p>;
  }
  const shown = rows.filter((row) => !onlyRefused.value || !hasPassed(row)).slice(0, MAX_SHOWN);
  return (
    <>
      <div class="bar">
        <label class="check">
          <input
            type="checkbox"
            checked={onlyRefused.value}
            onChange={({ currentTarget }) => {
              onlyRefused.value = currentTarget.checked;
            }}
          />
          only logins that were not accepted
        </label>
        <p class="soft">
          {toCount(shown.length)} of {toCount(total)} logins
        </p>
      </div>
      <Table
        name="logins"
        caption="Logins, newest first"
        columns={['time', 'user', 'verdict', 'failed rule', 'cache', 'signed by']}
        isExpandable
      >
        {shown.map((login) => (
          <ExpandableRow
            key={login.number}
            id={`login-${login.number}`}
            label={`the login of ${login.username}`}
            columns={7}
            details={() => <LoginDetails login={login} />}
          >
            <td>{toTime(login.atMs)}</td>
            <th scope="row">{login.username}</th>
            <td>
              <Badge text={login.outcome} />
              <Fault kind={login.fault} />
            </td>
            <td>{login.rule === null ? '–' : <code>{login.rule}</code>}</td>
            <td>{login.cache}</td>
            <td>{login.signer ?? (login.hasToken ? 'unknown key' : 'no token')}</td>
          </ExpandableRow>
        ))}
      </Table>
    </>
  );
}
