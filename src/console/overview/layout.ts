import type { ResourceKind, ResourceRow } from '../../emulator/console/documents.js';

/** Where the resources of a lab are drawn. Lengths are in CSS pixels. */

export const NODE = { width: 174, height: 66 };
const GAP = { along: 34, across: 22 };

export interface Place {
  readonly row: ResourceRow;
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly id: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly how: string;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
  readonly edges: readonly Edge[];
}

/** Permissions first, then functions, their network, the caches, and the users of the caches. */
const LAYERS: readonly (readonly ResourceKind[])[] = [
  ['policy', 'role'],
  ['function', 'log-group'],
  ['network-interface'],
  ['serverless-cache'],
  ['user-group'],
  ['user'],
];

/** Draws layers from left to right if the width is enough, and from top to bottom otherwise. */
export function draw(rows: readonly ResourceRow[], width: number): Drawing {
  const layers = LAYERS.map((kinds) =>
    kinds.flatMap((kind) => rows.filter((row) => row.kind === kind)),
  ).filter((layer) => layer.length > 0);
  const needed = layers.length * (NODE.width + GAP.along) - GAP.along;
  const isWide = needed <= width;
  const places = isWide ? placeColumns(layers, width) : placeRows(layers, width);
  const byId = new Map(places.map((place) => [place.row.id, place]));
  const edges = places.flatMap((from) =>
    from.row.links.flatMap(({ to, how }): Edge[] => {
      const target = byId.get(to);
      const id = `${from.row.id} ${to}`;
      if (!target) return [];
      return [{ id, path: toPath(from, target, isWide), from: from.row.id, to, how }];
    }),
  );
  const height = Math.max(0, ...places.map(({ y }) => y + NODE.height)) + 2;
  return { width, height, places, edges };
}

function placeColumns(layers: readonly ResourceRow[][], width: number): Place[] {
  const step = NODE.height + GAP.across;
  const tallest = Math.max(...layers.map(({ length }) => length)) * step;
  const room = layers.length > 1 ? (width - NODE.width - 2) / (layers.length - 1) : 0;
  // Further apart than this, the eye loses the line.
  const along = Math.min(room, NODE.width + 90);
  return layers.flatMap((layer, column) =>
    layer.map((row, index) => ({
      row,
      x: 1 + column * along,
      y: 1 + (tallest - layer.length * step) / 2 + index * step,
    })),
  );
}

function placeRows(layers: readonly ResourceRow[][], width: number): Place[] {
  const perLine = Math.max(1, Math.floor((width + GAP.across) / (NODE.width + GAP.across)));
  const lines = layers.flatMap((layer) =>
    Array.from({ length: Math.ceil(layer.length / perLine) }, (_, index) =>
      layer.slice(index * perLine, (index + 1) * perLine),
    ),
  );
  return lines.flatMap((line, lineIndex) => {
    const used = line.length * (NODE.width + GAP.across) - GAP.across;
    return line.map((row, index) => ({
      row,
      x: (width - used) / 2 + index * (NODE.width + GAP.across),
      y: 1 + lineIndex * (NODE.height + GAP.along),
    }));
  });
}

/** Returns a curve from the side of one box to a side of another, in the direction of the layers if possible. */
function toPath(from: Place, to: Place, isWide: boolean): string {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const isAcross = isWide ? Math.abs(dx) > NODE.width : dy === 0;
  const sign = Math.sign(isAcross ? dx : dy) || 1;
  if (isAcross) {
    const [x1, y1] = [from.x + (sign > 0 ? NODE.width : 0), from.y + NODE.height / 2];
    const [x2, y2] = [to.x + (sign > 0 ? 0 : NODE.width), to.y + NODE.height / 2];
    const middle = (x1 + x2) / 2;
    return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
  }
  const [x1, y1] = [from.x + NODE.width / 2, from.y + (sign > 0 ? NODE.height : 0)];
  const [x2, y2] = [to.x + NODE.width / 2, to.y + (sign > 0 ? 0 : NODE.height)];
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
