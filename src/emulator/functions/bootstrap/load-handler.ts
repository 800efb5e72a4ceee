import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeError, userCodeSyntaxError } from './errors.js';
import type { Generation, RuntimeSettings } from './settings.js';
import { isStreaming } from './streaming.js';

/** A function's export. It receives event, context and, up to Node.js 22, a callback. */
export type Handler = (...args: unknown[]) => unknown;

const nodeRequire = createRequire(import.meta.url);

const CALLBACK_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/**
 * Loads `folder/module.export.path` as AWS's runtime does, from CommonJS or an ES module with top-level await.
 * Throws the runtime's own errors (`Runtime.ImportModuleError`, `Runtime.HandlerNotFound`, …).
 */
export async function loadHandler({
  handler,
  taskRoot,
  generation,
}: RuntimeSettings): Promise<Handler> {
  const { folder, module, path } = parseHandler(generation, handler);
  const place = { taskRoot, folder: resolve(taskRoot, folder), module };
  const exports = await load(place, generation);
  const found =
    generation === 'async'
      ? findExport(exports, path, isObject) || findExport(readDefault(exports), path, isObject)
      : findExport(exports, path, Boolean);
  if (!found) {
    throw runtimeError(generation, 'HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (typeof found !== 'function') {
    throw runtimeError(generation, 'HandlerNotFound', `${handler} is not a function`);
  }
  const streams = isStreaming(generation, found);
  if (generation === 'async' && found.length >= 3 && !streams) {
    throw runtimeError(generation, 'CallbackHandlerDeprecated', CALLBACK_REMOVED);
  }
  return found as Handler;
}

function parseHandler(
  generation: Generation,
  handler: string,
): { folder: string; module: string; path: string[] } {
  if (handler.includes('..')) {
    throw runtimeError(
      generation,
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const name = basename(handler);
  const dot = name.indexOf('.');
  if (dot < 0) throw runtimeError(generation, 'MalformedHandlerName', 'Bad handler');
  return {
    folder: handler.slice(0, handler.length - name.length),
    module: name.slice(0, dot),
    path: name.slice(dot + 1).split('.'),
  };
}

interface Place {
  readonly taskRoot: string;
  readonly folder: string;
  readonly module: string;
}

async function load(place: Place, generation: Generation): Promise<unknown> {
  try {
    return await (generation === 'async' ? importModule(place) : requireOrImport(place));
  } catch (error) {
    if (error instanceof SyntaxError) throw userCodeSyntaxError(generation, error);
    const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === 'MODULE_NOT_FOUND';
    throw isMissing ? runtimeError(generation, 'ImportModuleError', error) : error;
  }
}

/** Imports every module, as AWS's runtime does from Node.js 24 on. Node.js itself detects CommonJS. */
async function importModule({ taskRoot, folder, module }: Place): Promise<unknown> {
  const file = ['', '.js', '.mjs', '.cjs']
    .map((extension) => join(folder, `${module}${extension}`))
    .find(existsSync);
  if (file) return import(pathToFileURL(file).href);
  return nodeRequire(nodeRequire.resolve(module, { paths: [taskRoot, folder] }));
}

/** Requires `.js` files, except below a package.json with `"type": "module"`, as AWS does up to Node.js 22. */
async function requireOrImport({ taskRoot, folder, module }: Place): Promise<unknown> {
  const path = join(folder, module);
  if (existsSync(path)) return nodeRequire(path);
  if (existsSync(`${path}.js`)) {
    return isModulePackage(folder)
      ? import(pathToFileURL(`${path}.js`).href)
      : nodeRequire(`${path}.js`);
  }
  if (existsSync(`${path}.mjs`)) return import(pathToFileURL(`${path}.mjs`).href);
  if (existsSync(`${path}.cjs`)) return nodeRequire(`${path}.cjs`);
  return nodeRequire(nodeRequire.resolve(module, { paths: [taskRoot, folder] }));
}

function isModulePackage(folder: string): boolean {
  if (folder.endsWith('/node_modules')) return false;
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    try {
      const parsed = JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown } | null;
      return parsed?.type === 'module';
    } catch (error) {
      const text = `${file} cannot be read, it will be ignored for ES module detection purposes.`;
      // biome-ignore lint/suspicious/noConsole: AWS's runtime says so in the function's log.
      console.warn(text, error);
      return false;
    }
  }
  const parent = dirname(folder);
  return parent !== folder && isModulePackage(parent);
}

function readDefault(exports: unknown): unknown {
  return typeof exports === 'object' && exports !== null && 'default' in exports
    ? exports.default
    : undefined;
}

/** Follows a path of names. The older runtime looks into classes too, the newer one only into objects. */
function findExport(
  exports: unknown,
  path: readonly string[],
  isHolder: (value: unknown) => boolean,
): unknown {
  return path.reduce<unknown>(
    (value, key) => (isHolder(value) ? (value as Record<string, unknown>)[key] : undefined),
    exports,
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
