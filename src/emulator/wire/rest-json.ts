import type { NormalizedSchema } from '@smithy/core/schema';
import { parseJson, writeJson } from './aws-json.js';
import { fault } from './fault.js';
import { findJsonMembers, readJsonMembers } from './json-reader.js';
import { parsePairs } from './percent-encoding.js';
import { refuse, refuseBody } from './refusal.js';
import { readScalar } from './scalar-reader.js';
import { findHttpTrait, getInputSchema, getOutputSchema } from './schema.js';
import type { ServedOperation, ServiceModel } from './service-model.js';
import type { WireError } from './wire-error.js';
import type { WireProtocol, WireRequest } from './wire-protocol.js';

/** restJson1: the operation in method and path, members where their HTTP bindings say. */
export const restJsonProtocol: WireProtocol = {
  find(model, request) {
    const best = model.operations
      .map((operation) => ({ operation, match: matchOperation(operation, request) }))
      .filter((found) => found.match !== undefined)
      .sort((a, b) => (b.match?.literals ?? 0) - (a.match?.literals ?? 0))[0];
    if (!best?.match) {
      throw fault('UnknownOperationException', 'Unknown operation.', { status: 404 });
    }
    const { operation, match } = best;
    return { operation, read: () => readInput({ model, operation, match, request }) };
  },

  write({ operation, output }) {
    return writeOutput(operation, (output ?? {}) as Record<string, unknown>);
  },

  writeError(error) {
    return writeRestError(error);
  },
};

function matchOperation(operation: ServedOperation, request: WireRequest): PathMatch | undefined {
  const http = findHttpTrait(operation.schema);
  if (http?.method !== request.method) return undefined;
  return matchPath(http.template, request.path);
}

interface RestRequest {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
  readonly match: PathMatch;
  readonly request: WireRequest;
}

function readInput({ model, operation, match, request }: RestRequest): object {
  const schema = getInputSchema(operation.schema);
  const input: Record<string, unknown> = {};
  if (schema.isUnitSchema()) return input;
  const query = parsePairs(request.query, true);
  if (!query) throw refuseBody(model, 'The encoding of the query string is broken.');
  const body = new Map(findJsonMembers(schema, true));
  const known = new Set<string>();
  let hasPayload = false;
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    const texts = findTexts(name, traits, { match, query, request });
    if (traits.httpQuery) known.add(traits.httpQuery);
    if (traits.httpPayload) {
      hasPayload = true;
      if (request.body.byteLength > 0) input[name] = readPayload(model, member, request.body);
    }
    if (!texts && !traits.httpPayload) continue;
    body.delete(traits.jsonName ?? name);
    if (!texts || texts.length === 0) continue;
    input[name] = readBound(model, member, { name, texts });
  }
  const stranger = query.find(([name]) => !known.has(name));
  if (stranger) throw refuse(model, { breach: 'unknown', member: stranger[0].slice(0, 100) });
  if (hasPayload || body.size === 0) return input;
  return { ...input, ...readJsonMembers(model, body, parseJson(model, request.body) ?? {}) };
}

/**
 * Returns the texts of a member that is bound to the path, the query or a header. Returns undefined for a
 * member of the body.
 */
function findTexts(
  name: string,
  traits: { httpLabel?: unknown; httpQuery?: string; httpHeader?: string },
  from: { match: PathMatch; query: [string, string][]; request: WireRequest },
): string[] | undefined {
  if (traits.httpLabel) {
    const label = from.match.labels.get(name);
    return label === undefined ? [] : [label];
  }
  if (traits.httpQuery) {
    return from.query.filter(([key]) => key === traits.httpQuery).map(([, value]) => value);
  }
  if (!traits.httpHeader) return undefined;
  const header = from.request.headers[traits.httpHeader.toLowerCase()];
  return header === undefined ? [] : [header];
}

function readBound(
  model: ServiceModel,
  member: NormalizedSchema,
  { name, texts }: { name: string; texts: readonly string[] },
): unknown {
  const isList = member.isListSchema();
  const schema = isList ? member.getValueSchema() : member;
  const values = texts.map((text) => {
    const result = readScalar(schema, text);
    if (result.ok) return result.value;
    const rule = `expected ${result.expected}`;
    throw refuse(model, { breach: 'type', member: name, value: text, rule });
  });
  return isList ? values : values[0];
}

function readPayload(model: ServiceModel, member: NormalizedSchema, body: Uint8Array): unknown {
  if (member.isBlobSchema()) return new Uint8Array(body);
  if (member.isStringSchema()) return Buffer.from(body).toString('utf8');
  return readJsonMembers(model, findJsonMembers(member, true), parseJson(model, body) ?? {});
}

function writeOutput(operation: ServedOperation, output: Record<string, unknown>) {
  const schema = getOutputSchema(operation.schema);
  const headers: Record<string, string> = {};
  let status = findHttpTrait(operation.schema)?.status ?? 200;
  if (schema.isUnitSchema()) return { status, headers, body: '' };
  const inBody: Record<string, unknown> = { ...output };
  let payload: Uint8Array | undefined;
  for (const [name, member] of schema.structIterator()) {
    const { httpResponseCode, httpHeader, httpPayload } = member.getMergedTraits();
    if (!httpResponseCode && !httpHeader && !httpPayload) continue;
    const value = output[name];
    delete inBody[name];
    if (httpPayload) payload = writePayload(member, value);
    if (value === undefined) continue;
    if (httpResponseCode) status = Number(value);
    if (httpHeader) headers[httpHeader.toLowerCase()] = String(value);
  }
  if (payload) return { status, headers, body: payload };
  headers['content-type'] = 'application/json';
  return { status, headers, body: status === 204 ? '' : writeJson(schema, inBody, true) };
}

function writePayload(member: NormalizedSchema, value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array();
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  return writeJson(member, value as object, true);
}

/**
 * Writes an error as Lambda does: the code in a header, `Type` and message (as the model spells it) in the
 * body.
 */
function writeRestError({ code, status, isServerFault, message, members, schema }: WireError) {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amzn-errortype': code,
  };
  const body: Record<string, unknown> = { Type: isServerFault ? 'Service' : 'User' };
  let spelling = 'Message';
  for (const [name, member] of schema?.structIterator() ?? []) {
    if (name.toLowerCase() === 'message') spelling = name;
    const { httpHeader } = member.getMergedTraits();
    if (httpHeader && members[name] !== undefined) {
      headers[httpHeader.toLowerCase()] = String(members[name]);
    }
    if (!httpHeader && members[name] !== undefined) body[name] = members[name];
  }
  return { status, headers, body: JSON.stringify({ ...body, [spelling]: message }) };
}

/** The result of matching a path against a template of the model. */
export interface PathMatch {
  /** Decoded values by label. */
  readonly labels: ReadonlyMap<string, string>;
  readonly literals: number;
}

/** Matches a percent-encoded path against a template (`/functions/{FunctionName}`; `{Key+}` takes the rest). */
export function matchPath(template: string, path: string): PathMatch | undefined {
  const expected = toSegments(template);
  const segments = toSegments(path);
  const labels = new Map<string, string>();
  let literals = 0;
  for (const [index, part] of expected.entries()) {
    const label = /^\{(\w+)(\+?)\}$/.exec(part);
    const isGreedy = label?.[2] === '+';
    const segment = isGreedy ? segments.slice(index).join('/') : segments[index];
    if (!segment) return undefined;
    if (label) {
      const value = decodeSegment(segment);
      if (value === undefined) return undefined;
      labels.set(label[1] ?? '', value);
      if (isGreedy) return { labels, literals };
      continue;
    }
    if (segment !== part) return undefined;
    literals += 1;
  }
  return segments.length === expected.length ? { labels, literals } : undefined;
}

/** Accepts a slash at the end: botocore's paths have one where the SDK's do not. */
function toSegments(path: string): string[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/');
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
