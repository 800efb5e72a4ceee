import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TypeRegistry } from '@smithy/core/schema';
import { parseAst } from 'vitest/node';
import { services } from '../../../src/emulator/services/index.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';

/** A node of the syntax tree (ESTree). */
interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A function, constant or class at the top level of a file: the names and texts that it contains. */
interface Declaration {
  readonly names: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly usesFunctions: boolean;
}

interface SourceFile {
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** The origin of each imported name. */
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
  /** The names in `serve(api.Operation$, …)`, by operation. */
  readonly served: ReadonlyMap<string, readonly string[]>;
}

const EMULATOR = join(process.cwd(), 'src', 'emulator');
const ERROR_NAME = /(?:\bfault\(|: IdError = \{\s*code:)\s*'([A-Z][\w.]+)'/g;
/** The target of `context.functions`, the only call that no import shows. */
const FUNCTIONS = { file: join(EMULATOR, 'functions', 'index.ts'), name: 'createFunctionRunner' };

/**
 * The errors that each operation can give: every error's name in the code that its function leads to, through
 * all that this names. Found in the source, so that an error that no test provokes is there too; what is named
 * without being thrown on this way is there as well.
 */
export function findErrors(): (model: ServiceModel, operation: string) => string[] {
  const files = new Map<string, SourceFile>();
  for (const entry of readdirSync(EMULATOR, { recursive: true, encoding: 'utf8' })) {
    if (entry.endsWith('.ts')) files.set(join(EMULATOR, entry), readSource(join(EMULATOR, entry)));
  }
  const known = findNames(files);
  return ({ signingName }, operation) => {
    const file = join(EMULATOR, 'services', signingName, 'index.ts');
    const roots = files.get(file)?.served.get(operation);
    if (!roots) throw new Error(`${file} does not serve ${operation}.`);
    const texts = new Set<string>();
    const seen = new Set<string>();
    for (const name of roots) follow({ file, name }, { files, texts, seen });
    return [...texts].filter((text) => known.has(text)).sort();
  };
}

/** Every possible error name: those of AWS's models, and those in `fault('…')` and `IdError`s. */
function findNames(files: ReadonlyMap<string, SourceFile>): Set<string> {
  const names = new Set<string>();
  for (const { namespace } of services) {
    TypeRegistry.for(namespace).find((schema) => {
      const [, , name, traits] = schema as unknown as [number, string, string, { error?: string }];
      if (traits?.error) names.add(name);
      return false;
    });
  }
  for (const file of files.keys()) {
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of text.matchAll(ERROR_NAME)) names.add(name);
  }
  return names;
}

interface Search {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly texts: Set<string>;
  readonly seen: Set<string>;
}

function follow({ file, name }: { file: string; name: string }, search: Search): void {
  const key = `${file} ${name}`;
  const source = search.files.get(file);
  if (!source || search.seen.has(key)) return;
  search.seen.add(key);
  const imported = source.imports.get(name);
  if (imported) follow(imported, search);
  const declaration = source.declarations.get(name);
  if (!declaration) return;
  for (const text of declaration.texts) search.texts.add(text);
  for (const next of declaration.names) follow({ file, name: next }, search);
  if (declaration.usesFunctions) follow(FUNCTIONS, search);
}

function readSource(file: string): SourceFile {
  const program = parseAst(readFileSync(file, 'utf8'), { lang: 'ts' }, file) as unknown as {
    body: Node[];
  };
  const declarations = new Map<string, Declaration>();
  const imports = new Map<string, { file: string; name: string }>();
  const served = new Map<string, readonly string[]>();
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') addImports(statement, file, imports);
    const declared = (statement['declaration'] ?? statement) as Node;
    for (const [name, node] of listDeclared(declared)) declarations.set(name, summarize(node));
    visit(statement, (node) => addServed(node, served));
  }
  return { declarations, imports, served };
}

function addImports(
  statement: Node,
  file: string,
  imports: Map<string, { file: string; name: string }>,
): void {
  const from = (statement['source'] as { value: string }).value;
  if (!from.startsWith('.')) return;
  for (const specifier of statement['specifiers'] as Node[]) {
    const { local, imported } = specifier as unknown as Record<string, { name: string }>;
    const target = join(dirname(file), from.replace(/\.js$/, '.ts'));
    imports.set(local?.name ?? '', { file: target, name: imported?.name ?? 'default' });
  }
}

function listDeclared(node: Node): [string, Node][] {
  const name = (of: unknown) => (of as { name?: string } | null)?.name ?? '';
  if (node.type === 'VariableDeclaration') {
    return (node['declarations'] as Node[]).map((one) => [name(one['id']), one]);
  }
  return /^(Function|Class)Declaration$/.test(node.type) ? [[name(node['id']), node]] : [];
}

/** Reads `serve(api.CreateUser$, settled(createUser))`: all names in it belong to the operation. */
function addServed(node: Node, served: Map<string, readonly string[]>): void {
  if (node.type !== 'CallExpression') return;
  const [schema] = node['arguments'] as (Node & { readonly property?: Node })[];
  const name = String(schema?.property?.['name'] ?? schema?.['name'] ?? '');
  if (/^[A-Z]\w+\$$/.test(name)) served.set(name.slice(0, -1), [...summarize(node).names]);
}

function summarize(root: Node): Declaration {
  const names = new Set<string>();
  const texts = new Set<string>();
  let usesFunctions = false;
  visit(root, (node, parent, key) => {
    if (node.type === 'Literal' && typeof node['value'] === 'string') texts.add(node['value']);
    if (isFunctionCall(node)) usesFunctions = true;
    if (node.type !== 'Identifier') return;
    const isProperty =
      (parent?.type === 'MemberExpression' && key === 'property' && !parent['computed']) ||
      (parent?.type === 'Property' && key === 'key' && !parent['shorthand']);
    if (!isProperty) names.add(String(node['name']));
  });
  return { names, texts, usesFunctions };
}

/** `….functions.invoke`. */
function isFunctionCall(node: Node): boolean {
  const property = (of: unknown) => (of as { property?: { name?: string } })?.property?.name;
  return property(node) === 'invoke' && property(node['object']) === 'functions';
}

function visit(
  node: Node,
  see: (node: Node, parent?: Node, key?: string) => void,
  parent?: Node,
  key?: string,
): void {
  see(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') visit(child as Node, see, node, name);
    }
  }
}
