import type { LoginDetail, LoginRow } from '../../emulator/console/documents.js';
import { OnRequest } from '../on-request.js';
import type { Numbered } from '../store.js';
import { Table } from '../table.js';

/** Why a login was accepted or refused. */
export function LoginDetails({ login }: { login: Numbered<LoginRow> }) {
  const { number, detail, weighed, hasToken, command } = login;
  return (
    <div class="reasons">
      <p>
        {command}: {detail ?? toSentence(login)}
      </p>
      {weighed.length === 0 ? (
        <p class="soft">No policy statement was weighed: {toReason(login)}</p>
      ) : (
        <Weighed rows={weighed} />
      )}
      {hasToken ? (
        <OnRequest<LoginDetail>
          label="the token"
          name="login"
          query={{ number: String(number) }}
          show={({ token }) => <pre class="wrap">{token}</pre>}
        />
      ) : null}
    </div>
  );
}

function Weighed({ rows }: { rows: LoginRow['weighed'] }) {
  return (
    <Table
      name="weighed"
      caption="Policy statements that were weighed for elasticache:Connect"
      showsCaption
      columns={['statement', 'effect', 'applies', 'resource']}
    >
      {rows.map(({ policy, statement, effect, applies, because, resource }) => (
        <tr key={`${policy} ${statement} ${resource}`}>
          <th scope="row">
            {policy}, {statement}
          </th>
          <td class={effect === 'Allow' ? 'good' : 'bad'}>{effect}</td>
          <td>{applies ? 'yes' : `no: ${because ?? 'it is for another request'}`}</td>
          <td class="arn">{resource}</td>
        </tr>
      ))}
    </Table>
  );
}

function toSentence({ outcome, fault }: LoginRow): string {
  if (outcome === 'accepted') return 'the cache accepted the login.';
  if (fault !== null)
    return `the cache did not check the login, because the fault ${fault} struck it.`;
  if (outcome === 'unchecked') return 'the cache did not check the login.';
  return 'the cache is open, so its server decided.';
}

function toReason({ outcome, hasToken }: LoginRow): string {
  if (outcome === 'refused' && hasToken) return 'an earlier rule failed.';
  if (outcome === 'accepted' && hasToken) return 'the administrator may do everything.';
  return 'the login did not come that far, or it needs no policy.';
}
