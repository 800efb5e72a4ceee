import type { ShellCommand } from '../../actions/results.js';
import { toShellWord } from '../../actions/shell-word.js';
import { toWidth } from './layout.js';

const STEP = '  ';
const BACKSLASH = ' \\';

/**
 * Renders a command that a person can paste into a shell, on lines of at most `columns`. A command that is too long
 * has one option on each line.
 */
export function renderShellCommand({ words, frame }: ShellCommand, columns: number): string[] {
  const { before, after } = frame ?? {};
  const short = [before ?? [], words.flat().map(toShellWord), after ?? []].flat().join(' ');
  if (!short.includes('\n') && toWidth(short) <= columns) return [short];
  const [program = [], ...options] = words;
  const parts = [
    [...(before ? [raw(before)] : []), ...program.map(quoted)],
    ...options.map((option) => option.map(quoted)),
    ...(after ? [[raw(after)]] : []),
  ];
  const lines = parts.map((part, index) =>
    layOut(part, { indent: index === 0 ? '' : STEP, columns }),
  );
  return lines.flatMap((part, index) =>
    index < lines.length - 1 ? withLast(part, (line) => `${line}${BACKSLASH}`) : part,
  );
}

/** A word of the command line. */
interface Word {
  readonly text: string;
  /** Shell syntax, which is not quoted. It may be broken at its spaces. */
  readonly isRaw: boolean;
}

const quoted = (text: string): Word => ({ text, isRaw: false });
const raw = (text: string): Word => ({ text, isRaw: true });

/** Lays out one option with its values. Each line but the last one ends with a backslash or inside quotes. */
function layOut(
  words: readonly Word[],
  { indent, columns }: { readonly indent: string; readonly columns: number },
): string[] {
  const room = columns - BACKSLASH.length;
  const pieces = words.flatMap(({ text, isRaw }) =>
    isRaw ? text.split(' ').map(raw) : [quoted(text)],
  );
  const lines = [indent];
  let isFirst = true;
  for (const { text, isRaw } of pieces) {
    const [head = '', ...rest] = isRaw ? [text] : quote(text, Math.max(room, MIN_ROOM));
    const last = lines.at(-1) ?? '';
    const joined = isFirst ? `${last}${head}` : `${last} ${head}`;
    if (isFirst || toWidth(joined) <= room) lines[lines.length - 1] = joined;
    else {
      lines[lines.length - 1] = `${last}${BACKSLASH}`;
      lines.push(
        toWidth(head) + indent.length + STEP.length <= room ? `${indent}${STEP}${head}` : head,
      );
    }
    lines.push(...rest);
    isFirst = false;
  }
  return lines;
}

/** Narrower text would be unreadable. */
const MIN_ROOM = 16;

/**
 * Quotes a word on lines of at most `room` columns. A backslash at the end of a line, outside of quotes, joins the next
 * line without a space.
 */
function quote(text: string, room: number): string[] {
  const isPlain = toShellWord(text) === text;
  if (isPlain)
    return split(text, room - 1).map((part, index, all) =>
      index < all.length - 1 ? `${part}\\` : part,
    );
  const lines = text
    .split('\n')
    .map((line) => split(line, room - QUOTES).map((part) => part.replaceAll("'", `'\\''`)));
  const joined = lines.map((parts) => parts.join(`'\\\n'`)).join('\n');
  return `'${joined}'`.split('\n');
}

/** The columns that a broken line inside quotes needs besides its text: `'text'\`. */
const QUOTES = 3;

/** Splits a text into parts of at most `room` columns, after punctuation where possible. */
function split(text: string, room: number): string[] {
  const parts = [''];
  for (const piece of text.split(/(?<=[/:, ])/)) {
    const last = parts.at(-1) ?? '';
    if (toWidth(last + piece) <= room) parts[parts.length - 1] = last + piece;
    else parts.push(...(piece.match(new RegExp(`.{1,${room}}`, 'g')) ?? []));
  }
  return parts.filter((part, index) => part !== '' || index === parts.length - 1);
}

function withLast(lines: readonly string[], change: (line: string) => string): string[] {
  return lines.map((line, index) => (index === lines.length - 1 ? change(line) : line));
}
