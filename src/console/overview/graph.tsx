import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ResourceRow } from '../../emulator/console/documents.js';
import { toTone } from '../format.js';
import { draw, NODE, type Place } from './layout.js';

const width = signal(0);

/** More boxes are no picture any more. */
const MAX_BOXES = 40;
/** Longer names lose their middle: the ends of ids differ. */
const MAX_NAME = 18;

/** A picture of the lab. Its boxes are buttons that choose a resource. */
export function Graph(props: {
  readonly rows: readonly ResourceRow[];
  readonly chosen: string | undefined;
  choose(id: string): void;
}) {
  const { rows, chosen, choose } = props;
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      width.value = current.clientWidth;
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const drawing = draw(rows.slice(0, MAX_BOXES), Math.max(NODE.width, width.value));
  return (
    <div class="graph" ref={frame}>
      {width.value > 0 ? (
        // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset.
        <svg
          width={drawing.width}
          height={drawing.height}
          role="group"
          aria-label="Picture of the resources and how they lead to each other"
        >
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerUnits="userSpaceOnUse"
              markerWidth="10"
              markerHeight="10"
              orient="auto-start-reverse"
            >
              <path d="M1 1l6 3-6 3z" />
            </marker>
          </defs>
          {drawing.edges.map(({ id, path, from, to, how }) => (
            <path
              key={id}
              class={from === chosen || to === chosen ? 'edge chosen' : 'edge'}
              d={path}
              marker-end="url(#arrow)"
            >
              <title>{how}</title>
            </path>
          ))}
          {drawing.places.map((place) => (
            <Box
              key={place.row.id}
              place={place}
              isChosen={place.row.id === chosen}
              choose={choose}
            />
          ))}
        </svg>
      ) : null}
      {rows.length > MAX_BOXES ? (
        <p class="soft">
          The picture shows {MAX_BOXES} of {rows.length} resources. The table shows all of them.
        </p>
      ) : null}
    </div>
  );
}

function Box(props: { place: Place; isChosen: boolean; choose(id: string): void }) {
  const { place, isChosen, choose } = props;
  const { row, x, y } = place;
  const { id, kind, name, state } = row;
  const words = kind.replaceAll('-', ' ');
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose(id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button element.
    <g
      class={`box ${toTone(state ?? '')}`}
      transform={`translate(${x} ${y})`}
      role="button"
      // An attribute of SVG: its name has no capitals.
      tabindex={0}
      aria-pressed={isChosen}
      aria-label={`${words} ${name}${state === null ? '' : `, ${state}`}`}
      onClick={() => choose(id)}
      onKeyDown={press}
    >
      <title>{name}</title>
      <rect width={NODE.width} height={NODE.height} rx="9" />
      <text class="kind" x="12" y="19">
        {words}
      </text>
      <text class="name" x="12" y="37">
        {shorten(name)}
      </text>
      {state === null ? null : (
        <g class="state" key={state}>
          <circle cx="16" cy="52" r="4" />
          <text x="26" y="56">
            {state}
          </text>
        </g>
      )}
    </g>
  );
}

function shorten(name: string): string {
  if (name.length <= MAX_NAME + 1) return name;
  return `${name.slice(0, MAX_NAME - 7)}…${name.slice(-6)}`;
}
