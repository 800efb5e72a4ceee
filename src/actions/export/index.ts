import { LabError } from '../../errors.js';
import { toProgramFile } from '../../program-files.js';
import { packProofFunction } from '../../resources/index.js';
import { withFunction } from '../../session/function-subject.js';
import type { Run } from '../../session/run.js';
import { findLabRegion } from '../../session/target.js';
import type { Action } from '../action.js';
import { packUserFunction, toPlainName } from '../deploy-function/pack.js';
import type { ExportOptions } from '../options.js';
import type { ExportResult } from '../results.js';
import { type ExportedFile, writeFolder } from './folder.js';
import { EXPORT_FORMATS, type ExportFormat } from './formats.js';
import {
  type ExportContext,
  type ExportedFunction,
  type ExportedLab,
  toExportContext,
} from './lab.js';

/** Writes the configured lab in another format. Makes no call to AWS. */
async function writeExport(run: Run, options: ExportOptions): Promise<ExportResult> {
  const { format, dir = `valkey-lab-${format}` } = options;
  const { config } = run;
  refusePublicTerraform(format, config);
  refuseCacheSubnets(config);
  const homeRegion = await findLabRegion(config);
  Object.assign(run.facts, { region: homeRegion });
  const ctx = toExportContext(config);
  const functions = [await packProof(ctx), ...(await packOwn(run, ctx, options))];
  const lab = { ...ctx, homeRegion, functions };
  const zips = functions.map(
    ({ ctx: { config }, zip }) => [`${config.names.function}.zip`, { content: zip }] as const,
  );
  const files = await writeFolder(dir, {
    ...(await render(format, lab)),
    ...Object.fromEntries(zips),
  });
  return { lab: config.lab, region: homeRegion, format, dir, files };
}

type Files = Readonly<Record<string, ExportedFile>>;

/** Loads the code of one format only. */
async function render(format: ExportFormat, lab: ExportedLab): Promise<Files> {
  if (format === 'aws-cli') return (await import('./aws-cli/index.js')).renderAwsCli(lab);
  if (format === 'terraform') return (await import('./terraform/index.js')).renderTerraform(lab);
  return (await import('./cloudformation/index.js')).renderCloudFormation(lab);
}

async function packProof(ctx: ExportContext): Promise<ExportedFunction> {
  const { zip } = await packProofFunction(toProgramFile('handler'));
  return { ctx, zip, plainName: undefined };
}

async function packOwn(
  run: Run,
  ctx: ExportContext,
  { functions = [] }: ExportOptions,
): Promise<ExportedFunction[]> {
  const packed: ExportedFunction[] = [];
  for (const path of functions) {
    const { name, subject } = await packUserFunction(run, path, {});
    const zip = subject.code.zip;
    packed.push({ ctx: withFunction(ctx, name, subject), zip, plainName: toPlainName(path) });
  }
  return packed;
}

/** @throws LabError CONFIG_INVALID for a format that does not exist */
function refuseUnknownFormat({ format }: ExportOptions): void {
  if (EXPORT_FORMATS.includes(format)) return;
  throw new LabError(
    'CONFIG_INVALID',
    `The format is "${format}", but there are only ${EXPORT_FORMATS.join(', ')}.`,
  );
}

/**
 * Refuses a public lab where the format cannot say it (F11.11).
 * @throws LabError CONFIG_INVALID
 */
function refusePublicTerraform(format: ExportFormat, { topology }: Run['config']): void {
  if (format !== 'terraform' || topology !== 'public') return;
  throw new LabError(
    'CONFIG_INVALID',
    'Terraform cannot make a public lab: the AWS provider has no argument connection_type for a serverless cache.',
    {
      hint: 'Use another format. For a lab in a VPC, omit --public and unset VALKEY_LAB_PUBLIC.',
    },
  );
}

/**
 * Refuses subnets that a cache cannot have (F1.7). `up` chooses one of each zone; an export cannot look up the zones.
 * @throws LabError CONFIG_INVALID
 */
function refuseCacheSubnets({ subnetIds, cacheSubnetIds }: Run['config']): void {
  const count = (cacheSubnetIds.length > 0 ? cacheSubnetIds : subnetIds).length;
  if (count !== 1 && count <= 3) return;
  throw new LabError(
    'CONFIG_INVALID',
    `A serverless cache takes two or three subnets, each in its own zone, but here it would get ${count}.`,
    {
      hint: 'Name the subnets of the cache with VALKEY_LAB_CACHE_SUBNET_IDS. Nothing was written.',
    },
  );
}

export const exportLab: Action<Run, ExportOptions, ExportResult> = {
  open: (run) => run,
  check: refuseUnknownFormat,
  act: writeExport,
};
