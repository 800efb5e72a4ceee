import type { LambdaFunction } from '../../state/lambda.js';
import type { Language } from './language.js';

/** Node.js: the program that runs the endpoint also runs the functions. */
export const NODE: Language = {
  bootstrap: 'function-bootstrap.mjs',
  findProgram: async () => ({ file: process.execPath }),
  toFlags: (fn) => [...toMemoryFlags(fn), ...toModuleFlags(fn)],
  toVariables: ({ taskRoot, caFile }) => ({
    NODE_PATH: `${taskRoot}/node_modules:${taskRoot}`,
    // Not on AWS: the emulator's own authority signs the certificates of caches.
    NODE_EXTRA_CA_CERTS: caFile,
  }),
};

/**
 * Computes flags as the bootstrap script of AWS's runtimes does: a tenth of the memory is for new objects and the rest
 * for old ones, unless NODE_OPTIONS sets them.
 */
function toMemoryFlags({ memoryMb, environment }: LambdaFunction): string[] {
  if (/max[-_](semi|old)[-_]space[-_]size/.test(environment['NODE_OPTIONS'] ?? '')) return [];
  const newSpaceMb = Math.floor(memoryMb / 10);
  return [
    `--max-semi-space-size=${Math.max(Math.floor(newSpaceMb / 2), 1)}`,
    `--max-old-space-size=${memoryMb - newSpaceMb}`,
  ];
}

/** Turns these features off in Node.js 22, unless NODE_OPTIONS names them. Newer runtimes use Node.js's defaults. */
function toModuleFlags({ runtime, environment }: LambdaFunction): string[] {
  if (runtime !== 'nodejs22.x') return [];
  return ['require-module', 'detect-module']
    .filter((name) => !environment['NODE_OPTIONS']?.includes(name))
    .filter((name) => process.allowedNodeEnvironmentFlags.has(`--experimental-${name}`))
    .map((name) => `--no-experimental-${name}`);
}
