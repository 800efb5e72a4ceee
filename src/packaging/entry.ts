import { LabError } from '../errors.js';
import { findPackageMain } from './package-main.js';
import { findPythonExport } from './python-export.js';
import type { Source } from './source.js';

/** The languages of functions that the lab deploys. */
export type Language = 'node' | 'python';

/** Where Lambda starts the function. */
export interface Entry {
  readonly language: Language;
  /** The file, with `/`, relative to the folder. */
  readonly file: string;
  /** The name that the file exports or defines. It can have dots: `api.handler`. */
  readonly exportName: string;
}

const NODE_ENDINGS = ['.ts', '.mts', '.cts', '.mjs', '.js', '.cjs'];
const NODE_ENTRIES = ['index.ts', 'src/index.ts', 'index.mjs', 'index.js', 'index.cjs'];
const PYTHON_ENTRIES = ['app.py', 'lambda_function.py'];

/**
 * Finds the entry of a function: `--handler`, or the first usual file.
 * @throws LabError PACKAGE_INVALID when there is none, or one for each language
 */
export async function findEntry(source: Source, handler: string | undefined): Promise<Entry> {
  if (handler !== undefined) return findHandler(source, handler);
  const node = (await findPackageMain(source)) ?? (await findFirst(source, NODE_ENTRIES));
  const python = await findFirst(source, PYTHON_ENTRIES);
  if (node !== undefined && python !== undefined) {
    throw new LabError(
      'PACKAGE_INVALID',
      `${source.label} has an entry for Node.js (${node}) and one for Python (${python}).`,
      { hint: `Choose one, for example with --handler ${toModule(node)}.handler.` },
    );
  }
  if (node !== undefined) return { language: 'node', file: node, exportName: 'handler' };
  if (python === undefined) throw toNoEntry(source);
  const exportName = findPythonExport(await source.read(python), { source, file: python });
  return { language: 'python', file: python, exportName };
}

/** Returns the value of Lambda's `Handler` for an entry that is packed as it is. */
export function toHandlerText({ file, exportName }: Entry): string {
  return `${toModule(file)}.${exportName}`;
}

export function isTypeScript({ file }: Entry): boolean {
  return /\.[mc]?ts$/.test(file);
}

/** Node.js splits a handler at the first dot of its last part, Python at the last one (both runtime interface clients). */
async function findHandler(source: Source, handler: string): Promise<Entry> {
  const [, nodeModule = '', nodeExport = ''] = /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(handler) ?? [];
  const [, pythonModule = '', pythonExport = ''] = /^(.+)\.([^./]+)$/.exec(handler) ?? [];
  if (nodeModule === '' || pythonModule === '') {
    throw new LabError('CONFIG_INVALID', `--handler is "${handler}", which is not a handler.`, {
      hint: 'Write the file without its ending, a dot, and the name of the function: index.handler or src/app.handler.',
    });
  }
  const nodeFiles = NODE_ENDINGS.map((ending) => `${nodeModule}${ending}`);
  const pythonPath = pythonModule.replaceAll('.', '/');
  const pythonFiles = [`${pythonPath}.py`, `${pythonPath}/__init__.py`];
  const [node, python] = await Promise.all([
    findFirst(source, nodeFiles),
    findFirst(source, pythonFiles),
  ]);
  if (node !== undefined) return { language: 'node', file: node, exportName: nodeExport };
  if (python !== undefined) {
    return { language: 'python', file: python, exportName: pythonExport };
  }
  throw new LabError(
    'PACKAGE_INVALID',
    `--handler is "${handler}", but ${source.label} has none of ${[...nodeFiles, ...pythonFiles].join(', ')}.`,
    { hint: 'Correct --handler: it names a file of the folder, without its ending.' },
  );
}

function toNoEntry({ label, isEmpty }: Source): LabError {
  if (isEmpty) {
    return new LabError('PACKAGE_INVALID', `${label} is empty.`, {
      hint: { text: 'Begin with an example: {command}.', command: ['init', 'DIR'] },
    });
  }
  const usual = [...NODE_ENTRIES, ...PYTHON_ENTRIES].join(', ');
  return new LabError(
    'PACKAGE_INVALID',
    `${label} has no entry: neither "main" of package.json nor ${usual}.`,
    { hint: 'Name the entry with --handler, such as --handler src/app.handler.' },
  );
}

async function findFirst(source: Source, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await source.has(name)) return name;
  return undefined;
}

function toModule(file: string): string {
  return file.replace(/\.[^./]+$/, '');
}
