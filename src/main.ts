#!/usr/bin/env -S node --
/** Behind `--` Node takes no option of ours for its own: `--env-file` would let a file set NODE_OPTIONS. */

// Node 22.8 and later keep compiled code between runs. Taken without `import`, for which Node would wrap it in a
// module of its own.
const { enableCompileCache } = process.getBuiltinModule('node:module') as {
  enableCompileCache?: () => unknown;
};
enableCompileCache?.();
await import('./cli/program.js');
