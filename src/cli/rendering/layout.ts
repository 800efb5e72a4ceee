import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import { toPaintedText, toTerminalText } from './palette.js';

/** Lays out text for a width in terminal columns. An infinite width, for files and pipes, wraps nothing. */

/** A continuation line is indented by this much more than the line that it continues. */
const STEP = 2;

/** Returns the number of terminal columns that a painted text needs. */
export function toWidth(painted: string): number {
  return stringWidth(toTerminalText(painted));
}

/**
 * Wraps each line of a painted text, so that no line is wider than `columns`.
 * @param step how much further than its beginning a line is indented where it continues
 */
export function fold(painted: string, columns: number, step = STEP): string {
  if (!Number.isFinite(columns)) return painted;
  return painted
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((line) => foldLine(line, columns, step))
    .join('\n');
}

function foldLine(line: string, columns: number, step: number): string[] {
  if (toWidth(line) <= columns) return [line];
  const body = line.trimStart();
  // A very narrow terminal has no room for indentation.
  const indent = Math.min(line.length - body.length, Math.max(0, columns - MIN_TEXT - step));
  const hang = Math.min(indent + step, Math.max(0, columns - MIN_TEXT));
  const words = toTerminalText(body).split(' ');
  const breakable = words.map((word) => breakWord(word, columns - hang)).join(' ');
  return toPaintedText(wrapAnsi(breakable, columns - hang, { hard: true }))
    .split('\n')
    .map((part, index) => `${' '.repeat(index === 0 ? indent : hang)}${part}`);
}

const MIN_TEXT = 8;

/**
 * Breaks a word that no line can hold, such as an ARN, after its punctuation. Two neighbouring parts are wider than a
 * line, so that each space becomes a line break.
 */
function breakWord(word: string, columns: number): string {
  if (stringWidth(word) <= columns) return word;
  const lines = [''];
  for (const part of word.split(/(?<=[/:.,=-])/)) {
    const last = lines.at(-1) ?? '';
    if (stringWidth(last + part) <= columns) lines[lines.length - 1] = last + part;
    else lines.push(...wrapAnsi(part, columns, { hard: true }).split('\n'));
  }
  return lines.filter((line) => line !== '').join(' ');
}

/** Fills a painted text with spaces up to a width. */
export function pad(painted: string, width: number, side: 'left' | 'right' = 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - toWidth(painted)));
  return side === 'right' ? `${painted}${spaces}` : `${spaces}${painted}`;
}

/** An entry of a list: a short label, and texts about it. */
export interface Entry {
  readonly label: string;
  readonly texts: readonly string[];
}

/** Below this width, texts stand under their label instead of beside it. */
const MIN_BESIDE = 40;

/** Renders a list. The texts stand in a column beside the labels, or under them when there is no room. */
export function renderList(entries: readonly Entry[], columns: number): string[] {
  const indent = Math.max(...entries.map(({ label }) => toWidth(label))) + STEP;
  const isBeside = columns - indent >= MIN_BESIDE;
  return entries.flatMap(({ label, texts }) => {
    if (!isBeside) {
      const under = texts.map((text) => `${' '.repeat(2 * STEP)}${text}`);
      return [fold(label, columns), ...under.map((line) => fold(line, columns, 0))];
    }
    const lines = texts.flatMap((text) => fold(text, columns - indent, 0).split('\n'));
    return lines.map((line, index) => `${pad(index === 0 ? label : '', indent)}${line}`);
  });
}
