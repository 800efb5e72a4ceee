import { readFileSync } from 'node:fs';
import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import { sentenceLength, terms } from './rules.mjs';
import { toProse } from './sources.mjs';

/** @typedef {{ file: string, line: number, message: string }} Finding */

const words = JSON.parse(readFileSync(new URL('words.json', import.meta.url), 'utf8'));
const kernel = new TextlintKernel();
const options = {
  ext: '.md',
  plugins: [{ pluginId: 'markdown', plugin: markdown.default ?? markdown }],
  rules: [
    { ruleId: 'terms', rule: terms, options: words },
    { ruleId: 'sentence-length', rule: sentenceLength, options: { max: words.sentenceWords } },
  ],
};

/**
 * Returns the findings in one file: in Markdown, or in the comments and strings of code.
 * @param {string} file path inside the repository
 * @param {string} source
 * @returns {Promise<Finding[]>}
 */
export async function lintProse(file, source) {
  const { markdown, lines } = toProse(file, source);
  const { messages } = await kernel.lintText(markdown, options);
  return messages
    .map(({ line, message }) => ({ file, line: lines[line - 1] ?? 1, message }))
    .sort((a, b) => a.line - b.line);
}
