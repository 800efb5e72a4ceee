import { definitions, type ResourceName } from '../../src/resources/index.js';
import { drawDiagram, type Pen, type Theme } from './diagram.js';

/** Lambda itself makes the network interfaces. */
type Shown = Exclude<ResourceName, 'networkInterfaces'>;

interface Edge<Name = Shown> {
  readonly from: Name;
  readonly to: Name;
  readonly isLater: boolean;
}

/** The column, the row and the text of each resource that `up` creates. */
const PLACES: Readonly<Record<Shown, readonly [number, number, string]>> = {
  logGroup: [0, 0, 'log group'],
  role: [1, 0, 'role'],
  policy: [2, 0, 'policy'],
  iamUser: [3, 0, 'IAM user'],
  defaultUser: [4, 0, 'default user'],
  executionAttachment: [1, 1, 'VPC policy'],
  connectAttachment: [2, 1, 'attachment'],
  userGroup: [3.5, 1, 'user group'],
  function: [0, 2, 'function'],
  serverlessCache: [3.5, 2, 'cache'],
  cacheUserGroup: [3.5, 3, 'attachment'],
};
const SIZE = { width: 640, height: 360 };
const BOX = { width: 110, height: 42 };
const toX = (column: number) => 12 + column * 126.5;
const toY = (row: number) => 44 + row * 84;

/** Draws the resources of a lab and which of them need another one, for docs/CONCEPTS.md. Returns an SVG document. */
export function drawLab(theme: Theme): string {
  const description = 'The resources of a lab, and the order in which they are created';
  const height = SIZE.height - 8;
  return drawDiagram(theme, SIZE, description, (pen) => [
    pen.frame({ x: 4, y: 4, width: 126, height, title: 'Lambda' }),
    pen.frame({ x: 132, y: 4, width: 250, height, title: 'IAM' }),
    pen.frame({ x: 384, y: 4, width: 252, height, title: 'ElastiCache' }),
    ...Object.values(PLACES).map(([column, row, title]) =>
      pen.box({ x: toX(column), y: toY(row), ...BOX, title }),
    ),
    ...findEdges().map((edge) => drawEdge(pen, edge)),
    pen.label('needed at the end', { x: 257, y: toY(2) + 42 }),
  ]);
}

/** Returns which resource needs which. Leaves out a need that follows from others. */
function findEdges(): readonly Edge[] {
  const all = definitions.flatMap(({ name: to, dependsOn, uses = [], later = [] }) => [
    ...[...dependsOn, ...uses].map((from): Edge<ResourceName> => ({ from, to, isLater: false })),
    ...later.map((from): Edge<ResourceName> => ({ from, to, isLater: true })),
  ]);
  const edges = all.filter(isShown);
  const reaches = (from: Shown, to: Shown): boolean =>
    edges.some((edge) => edge.from === from && (edge.to === to || reaches(edge.to, to)));
  const isIndirect = ({ from, to }: Edge) =>
    edges.some((edge) => edge.from === from && reaches(edge.to, to));
  return edges.filter((edge) => !isIndirect(edge));
}

function isShown(edge: Edge<ResourceName>): edge is Edge {
  return edge.from in PLACES && edge.to in PLACES;
}

function drawEdge(pen: Pen, { from, to, isLater }: Edge): string {
  const [fromColumn, fromRow] = PLACES[from];
  const [toColumn, toRow] = PLACES[to];
  if (isLater) {
    const y = toY(toRow) + BOX.height / 2;
    return pen.arrow(`M${toX(fromColumn)} ${y}H${toX(toColumn) + BOX.width + 4}`, 'dashed');
  }
  const start = toX(fromColumn) + BOX.width / 2;
  // Arrows from the side end beside the middle, so that two of them do not meet.
  const end = toX(toColumn) + BOX.width / 2 + (fromColumn - toColumn) * 30;
  return pen.arrow(`M${start} ${toY(fromRow) + BOX.height}L${end} ${toY(toRow) - 3}`);
}
