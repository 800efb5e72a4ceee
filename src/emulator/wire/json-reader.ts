import type { NormalizedSchema } from '@smithy/core/schema';
import { enter, type Place, refuse } from './refusal.js';
import { readBase64, readTimestamp, type ScalarResult } from './scalar-reader.js';
import type { ServiceModel } from './service-model.js';

/** Members by their JSON names, except members bound to another part of the request. */
export type JsonMembers = ReadonlyMap<string, { name: string; schema: NormalizedSchema }>;

/** Reads the members of a parsed JSON object. Throws the service's error for unknown members and wrong types. */
export function readJsonMembers(
  model: ServiceModel,
  members: JsonMembers,
  value: unknown,
): Record<string, unknown> {
  return readMembers(members, value, { model, path: '' });
}

/** Lists a structure's members by their JSON names. */
export function findJsonMembers(schema: NormalizedSchema, isRest: boolean): JsonMembers {
  const members = new Map<string, { name: string; schema: NormalizedSchema }>();
  if (schema.isUnitSchema()) return members;
  for (const [name, member] of schema.structIterator()) {
    const { jsonName } = member.getMergedTraits();
    members.set((isRest ? jsonName : undefined) ?? name, { name, schema: member });
  }
  return members;
}

function readMembers(members: JsonMembers, value: unknown, place: Place): Record<string, unknown> {
  if (!isObject(value)) throw refuseType(place, 'expected an object');
  const found: Record<string, unknown> = {};
  for (const [wireName, item] of Object.entries(value)) {
    const member = members.get(wireName);
    const inside = enter(place, wireName);
    if (!member) throw refuse(place.model, { breach: 'unknown', member: inside.path });
    if (item === null) continue;
    found[member.name] = readValue(member.schema, item, inside);
  }
  return found;
}

function readValue(schema: NormalizedSchema, value: unknown, place: Place): unknown {
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema()) {
    return readMembers(findJsonMembers(schema, place.model.protocol === 'restJson1'), value, place);
  }
  if (schema.isListSchema()) return readList(schema, value, place);
  if (schema.isMapSchema()) return readMap(schema, value, place);
  const result = readSimple(schema, value);
  if (result.ok) return result.value;
  throw refuseType(place, `expected ${result.expected}`);
}

function readList(schema: NormalizedSchema, value: unknown, place: Place): unknown[] {
  if (!Array.isArray(value)) throw refuseType(place, 'expected a list');
  const member = schema.getValueSchema();
  return value.map((item, index) => readValue(member, item, enter(place, String(index + 1))));
}

function readMap(schema: NormalizedSchema, value: unknown, place: Place): object {
  if (!isObject(value)) throw refuseType(place, 'expected an object');
  const member = schema.getValueSchema();
  // A key may be `__proto__`: `fromEntries` defines properties, it does not assign them.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, readValue(member, item, enter(place, key))]),
  );
}

function readSimple(schema: NormalizedSchema, value: unknown): ScalarResult {
  if (schema.isStringSchema()) return check(value, typeof value === 'string', 'a string');
  if (schema.isBooleanSchema()) return check(value, typeof value === 'boolean', 'true or false');
  if (schema.isTimestampSchema()) {
    return typeof value === 'number' || typeof value === 'string'
      ? readTimestamp(String(value))
      : { ok: false, expected: 'a timestamp' };
  }
  if (schema.isBlobSchema()) {
    return typeof value === 'string' ? readBase64(value) : { ok: false, expected: 'base64' };
  }
  return check(value, typeof value === 'number', 'a number');
}

function check(value: unknown, ok: boolean, expected: string): ScalarResult {
  return ok ? { ok, value } : { ok: false, expected };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseType(place: Place, rule: string) {
  return refuse(place.model, { breach: 'type', member: place.path || 'the body', rule });
}
