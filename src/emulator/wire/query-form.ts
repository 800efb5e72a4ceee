import type { WireRequest } from './http-message.js';
import { parsePairs } from './percent-encoding.js';

/** The parameters of a form, as the tree that their dotted names describe. */
export interface FormNode {
  value?: string;
  /** A map, not an object: a name can be `__proto__`. */
  readonly children: Map<string, FormNode>;
}

export type FormResult =
  | {
      readonly ok: true;
      readonly action: string;
      readonly version: string;
      readonly root: FormNode;
    }
  | { readonly ok: false; readonly message: string };

// Far above the needs of any AWS operation, and still quick to read.
const MAX_PARAMETERS = 10_000;
const MAX_DEPTH = 24;

/** Parses the parameters of a Query request. As on AWS, they come from the body and the query string together. */
export function parseQueryForm(request: WireRequest): FormResult {
  const body = parsePairs(Buffer.from(request.body).toString('utf8').trim(), true);
  const query = parsePairs(request.query, true);
  if (!body || !query) return { ok: false, message: 'The encoding of the parameters is broken.' };
  const pairs = [...query, ...body];
  if (pairs.length > MAX_PARAMETERS)
    return { ok: false, message: 'There are too many parameters.' };
  const root = createNode();
  const own = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (name === 'Action' || name === 'Version') {
      if (own.has(name)) return { ok: false, message: `The parameter ${name} is given twice.` };
      own.set(name, value);
      continue;
    }
    const problem = plant(root, name, value);
    if (problem) return { ok: false, message: problem };
  }
  return { ok: true, action: own.get('Action') ?? '', version: own.get('Version') ?? '', root };
}

/** Adds one parameter to the tree. Returns the problem, if any. */
function plant(root: FormNode, name: string, value: string): string | undefined {
  const parts = name.split('.');
  if (parts.length > MAX_DEPTH) return 'A parameter is nested too deep.';
  let node = root;
  for (const part of parts) {
    let child = node.children.get(part);
    if (!child) {
      child = createNode();
      node.children.set(part, child);
    }
    node = child;
  }
  if (node.value !== undefined) return `The parameter ${name.slice(0, 100)} is given twice.`;
  node.value = value;
  return undefined;
}

function createNode(): FormNode {
  return { children: new Map() };
}
