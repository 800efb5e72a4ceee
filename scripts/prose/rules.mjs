import { split } from 'sentence-splitter';

/**
 * @typedef {import('@textlint/types').TextlintRuleModule} Rule
 * @typedef {{ find: string, write: string }} Term
 * @typedef {{ start: number, text: string }} Block a paragraph, a heading or a table cell
 */

const BLOCKS = ['Paragraph', 'Header', 'TableCell'];

/**
 * Reports words on the list, and misspelt product names.
 * @type {Rule}
 */
export const terms = (context, options = {}) => {
  const avoid = /** @type {Term[]} */ (options.avoid).map(({ find, write }) => ({
    pattern: new RegExp(`\\b(?:${find.replaceAll(' ', '\\s+')})\\b`, 'gi'),
    explain: (/** @type {string} */ found) => `Avoid "${found}". Write ${write}.`,
    isWrong: () => true,
  }));
  const spelling = Object.entries(/** @type {Record<string, string>} */ (options.spelling)).map(
    ([name, find]) => ({
      // Skips identifiers, addresses and file names, such as valkey-server.
      pattern: new RegExp(`(?<![\\w@/.:$-])(?:${find})(?![\\w/@:-]|\\.\\w)`, 'gi'),
      explain: (/** @type {string} */ found) => `Write "${name}", not "${found}".`,
      isWrong: (/** @type {string} */ found) => found !== name,
    }),
  );
  return forEachBlock(context, ({ text }, report) => {
    for (const { pattern, explain, isWrong } of [...avoid, ...spelling]) {
      for (const { 0: found, index } of text.matchAll(pattern)) {
        if (isWrong(found)) report(index, explain(found.replaceAll(/\s+/g, ' ')));
      }
    }
  });
};

/**
 * Reports sentences with more than `max` words.
 * @type {Rule}
 */
export const sentenceLength = (context, { max } = {}) =>
  forEachBlock(context, ({ text }, report) => {
    for (const sentence of split(text)) {
      if (sentence.type !== 'Sentence') continue;
      const words = sentence.raw.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
      if (words <= max) continue;
      report(sentence.range[0], `Split this sentence: it has ${words} words, the limit is ${max}.`);
    }
  });

/**
 * Calls `check` with each block of the text, and with a function that reports a finding at an offset in the block.
 * @param {Readonly<import('@textlint/types').TextlintRuleContext>} context
 * @param {(block: Block, report: (at: number, message: string) => void) => void} check
 */
function forEachBlock({ RuleError, report, locator, getSource }, check) {
  const visit = (/** @type {any} */ node) => {
    const block = toBlock(node, getSource);
    if (!block) return;
    check(block, (at, message) => {
      report(node, new RuleError(message, { padding: locator.at(at) }));
    });
  };
  return { Paragraph: visit, Header: visit, TableCell: visit };
}

/**
 * Returns the block of a syntax node, or undefined for other nodes. Replaces code, addresses and HTML by a word of
 * X's of the same length, so offsets in the text are offsets in the source. X is a capital, because a sentence may
 * start with code.
 *
 * @param {{ type: string, range: readonly [number, number], children?: any[] }} node
 * @param {(node: any) => string} getSource
 * @returns {Block | undefined}
 */
function toBlock(node, getSource) {
  if (!BLOCKS.includes(node.type)) return undefined;
  const start = node.range[0];
  const text = [...getSource(node)];
  for (const [from, to] of findCode(node)) text.fill('X', from - start, to - start);
  return { start, text: text.join('') };
}

/**
 * Finds the ranges of the source that are not prose.
 * @param {any} node
 * @returns {[number, number][]}
 */
function findCode(node) {
  if (node.type === 'Code' || node.type === 'Html' || node.type === 'Image') return [node.range];
  const inside = (node.children ?? []).flatMap(findCode);
  if (node.type !== 'Link') return inside;
  const textEnd = node.children.at(-1)?.range[1] ?? node.range[0];
  // The closing bracket stays, because the sentence splitter matches brackets.
  return [...inside, [textEnd + 1, node.range[1]]];
}
