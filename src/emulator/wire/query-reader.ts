import type { NormalizedSchema } from '@smithy/core/schema';
import { parsePairs } from './percent-encoding.js';
import { enter, type Place, type Refusal, refuse } from './refusal.js';
import { readScalar } from './scalar-reader.js';
import type { ServiceModel } from './service-model.js';
import type { WireRequest } from './wire-protocol.js';

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

const INDEX = /^[1-9]\d{0,6}$/;

/**
 * Reads the typed input of an awsQuery or ec2Query request: the inverse of the SDK's QueryShapeSerializer.
 * Accepts botocore's form of lists too. Throws the service's error for input that its model refuses.
 */
export function readQueryInput(
  model: ServiceModel,
  input: NormalizedSchema,
  root: FormNode,
): object {
  if (input.isUnitSchema()) return {};
  return readStructure(input, root, { model, path: '' });
}

function readValue(schema: NormalizedSchema, node: FormNode, place: Place): unknown {
  if (schema.isStructSchema()) return readStructure(schema, node, place);
  if (schema.isListSchema()) return readList(schema, node, place);
  if (schema.isMapSchema()) return readMap(schema, node, place);
  if (node.children.size > 0) throw refuseUnknown(node, place);
  const result = readScalar(schema, node.value ?? '');
  if (result.ok) return result.value;
  throw refuseType(place, node, `Value must be ${result.expected}`);
}

function readStructure(schema: NormalizedSchema, node: FormNode, place: Place): object {
  if (node.value) throw refuseType(place, node, 'Value must be a structure');
  const members = findMembers(schema, place.model.protocol === 'ec2Query');
  const found: Record<string, unknown> = {};
  for (const [wireName, child] of node.children) {
    const member = members.get(wireName);
    const inside = enter(place, wireName);
    if (!member) throw refuse(place.model, { breach: 'unknown', member: inside.path });
    found[member.name] = readValue(member.schema, child, inside);
  }
  return found;
}

function readList(schema: NormalizedSchema, node: FormNode, place: Place): unknown[] {
  const isFlat =
    place.model.protocol === 'ec2Query' || Boolean(schema.getMergedTraits().xmlFlattened);
  const member = schema.getValueSchema();
  const items = isFlat ? { node, place } : findItems(member, node, place);
  if (!items || items.node.children.size === 0) {
    if (node.value || items?.node.value) throw refuseType(place, node, 'Value must be a list');
    return [];
  }
  return sortByIndex(items.node, items.place).map(([index, item]) =>
    readValue(member, item, enter(items.place, index)),
  );
}

/** Finds the node with the items `1`, `2`, …: below `member`, or below the items' name in the model. */
function findItems(
  member: NormalizedSchema,
  node: FormNode,
  place: Place,
): { node: FormNode; place: Place } | undefined {
  const named = member.getMergedTraits().xmlName;
  const [first, ...others] = node.children;
  if (!first) return undefined;
  const [name, items] = first;
  if (others.length > 0) throw refuseType(place, node, 'Value must be one list');
  const inside = enter(place, name);
  if (name === 'member' || name === named) return { node: items, place: inside };
  throw refuse(place.model, { breach: 'unknown', member: inside.path });
}

function readMap(schema: NormalizedSchema, node: FormNode, place: Place): object {
  const entries = schema.getMergedTraits().xmlFlattened ? node : node.children.get('entry');
  const found = {};
  if (!entries) {
    if (node.value || node.children.size > 0) throw refuseUnknown(node, place);
    return found;
  }
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  for (const [index, entry] of sortByIndex(entries, place)) {
    const key = entry.children.get(keyName)?.value;
    const value = entry.children.get(valueName);
    const inside = enter(place, index);
    if (key === undefined || !value)
      throw refuse(place.model, { breach: 'missing', member: inside.path });
    // A key may be `__proto__`, so it is defined, not assigned.
    Object.defineProperty(found, key, {
      value: readValue(schema.getValueSchema(), value, inside),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return found;
}

/** Sorts items by their numbers. The numbers may be huge and are never used as array indexes. */
function sortByIndex(node: FormNode, place: Place): [string, FormNode][] {
  const items = [...node.children];
  for (const [index] of items) {
    if (!INDEX.test(index)) {
      throw refuse(place.model, { breach: 'unknown', member: enter(place, index).path });
    }
  }
  return items.sort(([a], [b]) => Number(a) - Number(b));
}

interface Member {
  readonly name: string;
  readonly schema: NormalizedSchema;
}

/** Keys are the structures' schemas, which live as long as the process. */
type KnownMembers = Map<ReturnType<NormalizedSchema['getSchema']>, Map<string, Member>>;

const membersOf: Record<'awsQuery' | 'ec2Query', KnownMembers> = {
  awsQuery: new Map(),
  ec2Query: new Map(),
};

/** Lists a structure's members by their names in forms. */
function findMembers(schema: NormalizedSchema, isEc2: boolean): Map<string, Member> {
  const known = isEc2 ? membersOf.ec2Query : membersOf.awsQuery;
  const key = schema.getSchema();
  let members = known.get(key);
  if (!members) {
    members = new Map();
    for (const [name, member] of schema.structIterator()) {
      members.set(toFormName(name, member, isEc2), { name, schema: member });
    }
    known.set(key, members);
  }
  return members;
}

function toFormName(name: string, member: NormalizedSchema, isEc2: boolean): string {
  const traits = member.getMergedTraits() as { xmlName?: string; ec2QueryName?: string };
  if (!isEc2) return traits.xmlName ?? name;
  if (traits.ec2QueryName) return traits.ec2QueryName;
  const plain = traits.xmlName ?? name;
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function refuseUnknown(node: FormNode, place: Place) {
  const first = [...node.children.keys()][0] ?? '';
  return refuse(place.model, { breach: 'unknown', member: enter(place, first).path });
}

function refuseType(place: Place, node: FormNode, rule: string) {
  const refusal: Refusal = { breach: 'type', member: place.path, value: node.value ?? '', rule };
  return refuse(place.model, refusal);
}
