import { basename, resolve } from 'node:path';
import {
  refuseProofName,
  toFunctionName,
  type UserFunction,
} from '../../session/function-subject.js';
import type { Run } from '../../session/run.js';
import type { FunctionOptions } from '../options.js';

/** A packed function with its full name. */
export interface Packed {
  readonly name: string;
  readonly subject: UserFunction;
}

/**
 * Packs the function of a folder or zip, with the settings that the user gave.
 * @throws LabError PACKAGE_INVALID, CONFIG_INVALID, BUILDER_MISSING, BUILD_FAILED
 */
export async function packUserFunction(
  { config, signal, note }: Pick<Run, 'config' | 'signal' | 'note'>,
  path: string,
  options: FunctionOptions,
): Promise<Packed> {
  const name = findFunctionName(config, path, options);
  // Other commands never load the libraries that pack.
  const { packFunction } = await import('../../packaging/index.js');
  const { zip, codeSha256, ...packed } = await packFunction(path, options, {
    local: config.local,
    nodeRuntime: config.runtime,
    cacheFolder: config.cacheDir,
    signal,
    note,
  });
  options.onPacked?.({ ...packed, bytes: zip.byteLength });
  const { memory = 256, functionTimeout = 30, env = {} } = options;
  const { runtime, handler } = packed;
  return {
    name,
    subject: {
      ...{ code: { zip, codeSha256 }, runtime, handler },
      ...{ memoryMb: memory, timeoutSeconds: functionTimeout, variables: env },
    },
  };
}

/**
 * Finds the full name of the function: the given name, or that of the folder or zip, with the lab's prefix.
 * @throws LabError CONFIG_INVALID when AWS would not accept it, or when it is the proof function's
 */
export function findFunctionName(
  config: Run['config'],
  path: string,
  { name }: Pick<FunctionOptions, 'name'>,
): string {
  const setting = name === undefined ? 'The name of the folder (or --name)' : '--name';
  const full = toFunctionName(config, setting, name ?? toPlainName(path));
  refuseProofName(config, full);
  return full;
}

/** Returns the name of a folder or zip, which is the default name of its function. */
export function toPlainName(path: string): string {
  return basename(resolve(path)).replace(/\.zip$/i, '');
}
