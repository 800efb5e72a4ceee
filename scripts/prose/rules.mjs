import { split } from 'sentence-splitter';
import { toBlock } from './blocks.mjs';

/**
 * @typedef {import('@textlint/types').TextlintRuleModule} Rule
 * @typedef {{ find: string, write: string }} Term
 */

/**
 * Finds words of the list, and product names in another spelling.
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
      // Part of an identifier, an address or a file name, such as valkey-server: not the product's name.
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
 * Finds sentences with more than `max` words.
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
 * Calls `check` with each block of the text, and with a way to report a finding at an offset in it.
 * @param {Readonly<import('@textlint/types').TextlintRuleContext>} context
 * @param {(block: import('./blocks.mjs').Block, report: (at: number, message: string) => void) => void} check
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
