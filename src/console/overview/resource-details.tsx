import type { ResourceRow } from '../../emulator/console/documents.js';
import { Badge } from '../badge.js';

/** Everything about the chosen resource, and where it leads. */
export function ResourceDetails(props: {
  readonly row: ResourceRow;
  readonly rows: readonly ResourceRow[];
  choose(id: string): void;
}) {
  const { row, rows, choose } = props;
  const { id, kind, name, region, state, facts, links } = row;
  const toName = (to: string) => rows.find((other) => other.id === to)?.name ?? to;
  return (
    <section class="card chosen" aria-label={`${kind.replaceAll('-', ' ')} ${name}`}>
      <h2>
        {name} {state === null ? null : <Badge text={state} />}
        <button type="button" class="close" onClick={() => choose(id)}>
          Close
        </button>
      </h2>
      <dl class="facts">
        <dt>kind</dt>
        <dd>{kind.replaceAll('-', ' ')}</dd>
        <dt>{id.startsWith('arn:') ? 'ARN' : 'id'}</dt>
        <dd class="arn">{id}</dd>
        {region === null ? null : (
          <>
            <dt>region</dt>
            <dd>{region}</dd>
          </>
        )}
        {facts.map(([fact, value]) => (
          <>
            <dt>{fact}</dt>
            <dd>{value}</dd>
          </>
        ))}
        {links.map(({ to, how }) => (
          <>
            <dt>{how}</dt>
            <dd>{toName(to)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
