import { randomUUID } from 'node:crypto';
import { toPlainText } from './plain-text.js';

/** Functions that style text. Without colours, they return the text unchanged. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Returns whether a stream gets colours. Terminals do, except with NO_COLOR, CI or TERM=dumb. FORCE_COLOR overrides all of these. */
export function hasColors(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] || env['CI'] || env['TERM'] === 'dumb') return false;
  return stream.isTTY === true;
}

/** The terminal codes (SGR) that begin and end each style. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** The placeholder for the escape character in painted text. It is random, so foreign text cannot contain it. */
const MARK = `<${randomUUID()}>`;

export function createPalette(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Palette {
  const colored = hasColors(stream, env);
  const paint = (style: keyof typeof STYLES) => (text: string) => {
    const [begin, end] = STYLES[style];
    return colored ? `${MARK}[${begin}m${text}${MARK}[${end}m` : text;
  };
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}

/**
 * Converts painted text to the text for a terminal: only the palette's own escape sequences remain as control
 * characters. All text for a person passes through this function.
 */
export function toTerminalText(painted: string): string {
  return toPlainText(painted).replaceAll(MARK, '\u001b');
}

/** Converts text for a terminal back to painted text, after a library has laid it out. */
export function toPaintedText(terminalText: string): string {
  return terminalText.replaceAll('\u001b', MARK);
}
