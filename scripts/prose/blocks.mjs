/**
 * A block is a run of prose that a reader takes in at once: a paragraph, a heading or a table cell.
 * Code, addresses and HTML in it become a word of X's of the same length, so offsets in the text stay offsets in the source.
 * (Capitals, because a sentence may start with code.)
 *
 * @typedef {{ start: number, text: string }} Block
 */

const BLOCKS = ['Paragraph', 'Header', 'TableCell'];

/**
 * The block of a syntax node, or undefined for a node that is not one.
 * @param {{ type: string, range: readonly [number, number], children?: any[] }} node
 * @param {(node: any) => string} getSource
 * @returns {Block | undefined}
 */
export function toBlock(node, getSource) {
  if (!BLOCKS.includes(node.type)) return undefined;
  const start = node.range[0];
  const text = [...getSource(node)];
  for (const [from, to] of findCode(node)) text.fill('X', from - start, to - start);
  return { start, text: text.join('') };
}

/**
 * Ranges of the source that are not prose.
 * @param {any} node
 * @returns {[number, number][]}
 */
function findCode(node) {
  if (node.type === 'Code' || node.type === 'Html' || node.type === 'Image') return [node.range];
  const inside = (node.children ?? []).flatMap(findCode);
  if (node.type !== 'Link') return inside;
  const textEnd = node.children.at(-1)?.range[1] ?? node.range[0];
  // The bracket stays: the splitter of sentences looks for pairs of them.
  return [...inside, [textEnd + 1, node.range[1]]];
}
