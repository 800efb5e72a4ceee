import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { get } from './session.js';

/** A button that gets something from the endpoint and shows it. Until then, the page does not have it. */
export function OnRequest<T>(props: {
  readonly label: string;
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  show(value: T): ComponentChildren;
}) {
  const { label, name, query, show } = props;
  const found = useSignal<T | undefined>(undefined);
  const problem = useSignal('');
  const load = async () => {
    problem.value = '';
    try {
      found.value = await get<T>(name, query);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  const isShown = found.value !== undefined;
  return (
    <div class="request">
      <button
        type="button"
        aria-expanded={isShown}
        onClick={() => {
          if (!isShown) return void load();
          found.value = undefined;
        }}
      >
        {isShown ? 'Hide' : 'Show'} {label}
      </button>
      {isShown ? (
        <button type="button" onClick={() => void load()}>
          Read again
        </button>
      ) : null}
      {problem.value === '' ? null : <p role="alert">{problem}</p>}
      {found.value === undefined ? null : show(found.value)}
    </div>
  );
}
