import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import type { CommandSpec, View } from '../../../src/cli/command.js';
import { createOutput } from '../../../src/cli/rendering/output.js';

/** A terminal of a fixed width, whose text a test can read. */
export function createTerminal(columns: number) {
  const stream = (): PassThrough & { isTTY: true; columns: number } =>
    Object.assign(new PassThrough(), { isTTY: true as const, columns });
  const [stdout, stderr] = [stream(), stream()];
  const options = { json: false, quiet: true, verbose: false };
  const output = createOutput(options, { stdout, stderr, env: {} });
  const read = () => {
    const text = `${stdout.read()?.toString() ?? ''}${stderr.read()?.toString() ?? ''}`;
    return stripVTControlCharacters(text).replace(/\n$/, '');
  };
  return { output, read };
}

const line = {
  program: 'npx valkey-lab',
  repeated: [['--local'], ['--lab', 'pr-7']],
  sweep: [],
};

/** Shows a result as the program does on a terminal of this width. */
export function show<S, Result>(
  spec: Pick<CommandSpec<S, Result>, 'render' | 'isVerbatim'>,
  result: Result,
  columns: number,
): string {
  const { output, read } = createTerminal(columns);
  const view: View = { palette: output.palette, columns: output.columns, line };
  output.lines(spec.render(result, view));
  return read();
}

/** Returns the lines that are wider than the terminal. */
export function findTooWide(screen: string, columns: number): string[] {
  return screen.split('\n').filter((one) => stringWidth(one) > columns);
}
