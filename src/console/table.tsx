import type { ComponentChildren } from 'preact';

/** A table that scrolls sideways in a narrow window. */
export function Table(props: {
  /** The name of its style. */
  readonly name: string;
  /** What it contains, for screen readers; with `showsCaption`, for everybody. */
  readonly caption: string;
  readonly showsCaption?: boolean;
  readonly columns: readonly string[];
  /** The columns of numbers. */
  readonly numbers?: readonly string[];
  /** Whether its rows are of `ExpandableRow`, which has one more column in front. */
  readonly isExpandable?: boolean;
  readonly children: ComponentChildren;
}) {
  const { name, caption, showsCaption, columns, numbers = [], isExpandable, children } = props;
  return (
    <div class="scroll">
      <table class={name}>
        <caption class={showsCaption ? '' : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {isExpandable ? (
              <th scope="col">
                <span class="unseen">details</span>
              </th>
            ) : null}
            {columns.map((column) => (
              <th key={column} scope="col" class={numbers.includes(column) ? 'number' : ''}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
