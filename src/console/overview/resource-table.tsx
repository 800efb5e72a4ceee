import type { ResourceRow } from '../../emulator/console/documents.js';
import { Badge } from '../badge.js';

/** All resources with their states. */
export function ResourceTable({
  rows,
  leftOut,
}: {
  rows: readonly ResourceRow[];
  leftOut: number;
}) {
  return (
    <div class="scroll">
      <table class="resources">
        <caption>Resources</caption>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">state</th>
            <th scope="col">kind</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, kind, name, state }) => (
            <tr key={id} data-kind={kind}>
              <th scope="row">{name}</th>
              <td>{state === null ? '–' : <Badge text={state} />}</td>
              <td>{kind.replaceAll('-', ' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOut === 0 ? null : <p class="soft">{leftOut} further resources are left out.</p>}
    </div>
  );
}
