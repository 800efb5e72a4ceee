import * as actions from '../../actions/index.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, flag, type Values } from '../command.js';
import { renderNext } from '../rendering/next.js';

const OPTIONS = { python: flag('--python', 'in Python instead of TypeScript') };

export const init = defineCommand({
  name: 'init',
  description: 'write a starter function with its test into a new folder',
  examples: ['valkey-lab init my-function', 'valkey-lab init my-function --python'],
  argument: { name: '<folder>', description: 'a folder that is empty or does not exist' },
  options: OPTIONS,
  act: (options: Values<typeof OPTIONS> & RunOptions & { readonly folder: string }) =>
    actions.init(options),
  toDocument: ({ folder, language, files }): InitDocument => ({ folder, language, files }),
  render: ({ folder, files }, { palette, columns, line }) => [
    palette.bold(`The starter is in ${folder}.`),
    `It has ${files.join(', ')}.`,
    ...renderNext([[['dev', folder], 'run it at every change']], line, columns),
  ],
});

interface InitDocument {
  readonly folder: string;
  readonly language: 'node' | 'python';
  readonly files: readonly string[];
}
