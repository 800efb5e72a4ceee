import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** A row of a table that opens a second row with its details. */
export function ExpandableRow(props: {
  readonly id: string;
  readonly label: string;
  readonly columns: number;
  readonly children: ComponentChildren;
  details(): ComponentChildren;
}) {
  const { id, label, columns, children, details } = props;
  const isOpen = useSignal(false);
  return (
    <>
      <tr class={isOpen.value ? 'open' : ''}>
        <td class="toggle">
          <button
            type="button"
            aria-expanded={isOpen.value}
            aria-controls={id}
            aria-label={`Details of ${label}`}
            onClick={() => {
              isOpen.value = !isOpen.value;
            }}
          >
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <path d="M3 1l4 4-4 4" fill="none" stroke="currentColor" stroke-width="1.6" />
            </svg>
          </button>
        </td>
        {children}
      </tr>
      {isOpen.value ? (
        <tr class="details" id={id}>
          <td colSpan={columns}>{details()}</td>
        </tr>
      ) : null}
    </>
  );
}
