import type { FunctionLog, InvocationRow, ResourceRow } from '../../emulator/console/documents.js';
import { Badge } from '../badge.js';
import { toTime } from '../format.js';
import { OnRequest } from '../on-request.js';
import { invocations, resources } from '../store.js';
import { Invocations } from './invocations.js';

/** The functions, each with its log and its invocations. */
export function Functions() {
  const functions = resources.value.rows.filter(({ kind }) => kind === 'function');
  const { rows } = invocations.value;
  const gone = rows.filter((row) => !functions.some((fn) => isOf(fn, row)));
  return (
    <>
      {functions.length === 0 ? <p class="empty">No function is deployed.</p> : null}
      {functions.map((fn) => (
        <FunctionCard key={fn.id} fn={fn} />
      ))}
      {[...new Set(gone.map(({ functionName }) => functionName))].map((name) => (
        <article class="card" key={name} aria-label={`Deleted function ${name}`}>
          <h2>
            {name} <Badge text="deleted" />
          </h2>
          <Invocations rows={gone.filter(({ functionName }) => functionName === name)} />
        </article>
      ))}
    </>
  );
}

function FunctionCard({ fn }: { fn: ResourceRow }) {
  const { name, region, state, facts } = fn;
  const own = invocations.value.rows.filter((row) => isOf(fn, row));
  const shownFacts = facts.filter(([fact]) => fact !== 'network' && fact !== 'last update');
  return (
    <article class="card" aria-label={`Function ${name}`}>
      <h2>
        {name} <Badge text={state ?? ''} />
      </h2>
      <p class="soft">{shownFacts.map(([, value]) => value).join(' · ')}</p>
      <OnRequest<FunctionLog>
        label="the log"
        name="log"
        query={{ region: region ?? '', function: name }}
        show={({ lines }) => <Log lines={lines} />}
      />
      <Invocations rows={own} />
    </article>
  );
}

function isOf({ name, region }: ResourceRow, row: InvocationRow): boolean {
  return row.functionName === name && row.region === region;
}

function Log({ lines }: FunctionLog) {
  if (lines.length === 0) return <p class="soft">The log has no lines that can be read yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls.
    <section class="log" tabIndex={0} aria-label="Log, newest line last">
      <pre>{lines.map(({ atMs, text }) => `${toTime(atMs)}  ${text}\n`).join('')}</pre>
    </section>
  );
}
