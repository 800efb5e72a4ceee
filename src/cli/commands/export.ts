import { EXPORT_FORMATS, type ExportFormat } from '../../actions/export/formats.js';
import * as actions from '../../actions/index.js';
import type { RunOptions } from '../../session/run.js';
import { defineCommand, list, text, type Values } from '../command.js';
import { fold } from '../rendering/layout.js';
import { PUBLIC } from './make.js';

const OPTIONS = {
  dir: text('--dir <dir>', 'the folder to write (default: valkey-lab-FORMAT)'),
  function: list('--function <path>', 'a function of yours: its folder or .zip; may be repeated'),
  public: PUBLIC,
};

export const exportLab = defineCommand({
  name: 'export',
  description: 'write the lab as AWS CLI scripts, CloudFormation or Terraform; calls no AWS',
  examples: [
    'valkey-lab export aws-cli',
    'valkey-lab export aws-cli --public',
    'valkey-lab export cloudformation --dir infra/lab',
    'valkey-lab export terraform --function ./orders',
  ],
  argument: { name: '<format>', description: 'the format', choices: EXPORT_FORMATS },
  options: OPTIONS,
  act: ({ function: functions, ...options }: ExportValues) =>
    actions.exportLab({ ...options, functions }),
  toDocument: ({ lab, region, format, dir, files }): ExportDocument => ({
    ...{ lab, region, format, dir, files },
  }),
  render: ({ dir, files }, { palette, columns }) => [
    palette.bold(`The export is in ${dir}.`),
    fold(
      `It has ${files.join(', ')}. Its README.md says how to deploy, prove and remove the lab.`,
      columns,
      0,
    ),
  ],
});

type ExportValues = Values<typeof OPTIONS> & RunOptions & { readonly format: ExportFormat };

interface ExportDocument {
  readonly lab: string;
  readonly region: string;
  readonly format: ExportFormat;
  readonly dir: string;
  readonly files: readonly string[];
}
