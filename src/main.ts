#!/usr/bin/env -S node --
/** `--` in the first line keeps Node from reading this program's options: a file named by `--env-file` could set NODE_OPTIONS. */

// Node 22.8 and later can keep compiled code between runs. For an `import`, Node would
// first create a wrapper module.
const { enableCompileCache } = process.getBuiltinModule('node:module') as {
  enableCompileCache?: () => unknown;
};
enableCompileCache?.();
await import('./cli/program.js');
