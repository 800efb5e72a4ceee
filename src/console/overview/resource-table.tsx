import type { ResourceRow } from '../../emulator/console/documents.js';
import { Badge } from '../badge.js';
import { Table } from '../table.js';

/** All resources with their states. */
export function ResourceTable({
  rows,
  leftOut,
}: {
  rows: readonly ResourceRow[];
  leftOut: number;
}) {
  return (
    <>
      <Table name="resources" caption="Resources" showsCaption columns={['name', 'state', 'kind']}>
        {rows.map(({ id, kind, name, state }) => (
          <tr key={id} data-kind={kind}>
            <th scope="row">{name}</th>
            <td>{state === null ? '–' : <Badge text={state} />}</td>
            <td>{kind.replaceAll('-', ' ')}</td>
          </tr>
        ))}
      </Table>
      {leftOut === 0 ? null : <p class="soft">{leftOut} further resources are left out.</p>}
    </>
  );
}
