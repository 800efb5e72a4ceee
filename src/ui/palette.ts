import { styleText } from 'node:util';

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

export function createPalette(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Palette {
  const colored = hasColors(stream, env);
  const paint = (format: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan') => (text: string) =>
    // The stream was looked at above; Node would look at stdout.
    colored ? styleText(format, text, { validateStream: false } as never) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}
