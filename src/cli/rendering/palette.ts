import { randomUUID } from 'node:crypto';
import { toPlainText } from './plain-text.js';

/** Colours, or plain text where colours are not wanted. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Whether a stream gets colours: a terminal does, unless NO_COLOR, CI or TERM=dumb; FORCE_COLOR decides before that. */
export function hasColors(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] || env['CI'] || env['TERM'] === 'dumb') return false;
  return stream.isTTY === true;
}

/** SGR codes that begin and end a style. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Stands for the escape character in painted text. Text from elsewhere cannot contain it: it is random. */
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
 * Painted text as it is written: the palette's own escape sequences, and no other control character. All
 * text for a person passes through here.
 */
export function toTerminalText(painted: string): string {
  return toPlainText(painted).replaceAll(MARK, '\u001b');
}
