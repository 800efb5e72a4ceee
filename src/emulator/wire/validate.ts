import type { NormalizedSchema } from '@smithy/core/schema';
import { type Breach, enter, type Place, refuse } from './refusal.js';
import { getInputSchema, listRequiredMembers } from './schema.js';
import type { MemberRule, ServedOperation, ServiceModel } from './service-model.js';

/**
 * Validates a typed input: required members (from the schema) and the service's rules. `min` and `max` of a
 * rule limit the length of a string, the value of a number, the size of a list or map, and the bytes of a blob.
 * `values` and `pattern` apply to each item of a list. Throws the service's own error.
 */
export function validateInput(
  model: ServiceModel,
  operation: ServedOperation,
  input: object,
): void {
  const schema = getInputSchema(operation.schema);
  if (schema.isUnitSchema()) return;
  validateStructure(schema, input, { model, path: '' });
}

function validateStructure(schema: NormalizedSchema, value: object, place: Place): void {
  for (const name of listRequiredMembers(schema)) {
    if ((value as Record<string, unknown>)[name] === undefined) {
      throw refuse(place.model, { breach: 'missing', member: enter(place, name).path });
    }
  }
  for (const [name, member] of schema.structIterator()) {
    const item = (value as Record<string, unknown>)[name];
    if (item === undefined) continue;
    const inside = enter(place, name);
    const rule = place.model.rules[`${schema.getName()}.${name}`];
    if (rule) applyRule(rule, item, inside);
    validateNested(member, item, inside);
  }
}

function validateNested(schema: NormalizedSchema, value: unknown, place: Place): void {
  if (schema.isStructSchema()) {
    validateStructure(schema, value as object, place);
    return;
  }
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    if (!isCompound(member)) return;
    for (const [index, item] of (value as unknown[]).entries()) {
      validateNested(member, item, enter(place, `${index + 1}`));
    }
    return;
  }
  if (!schema.isMapSchema() || !isCompound(schema.getValueSchema())) return;
  for (const [key, item] of Object.entries(value as object)) {
    validateNested(schema.getValueSchema(), item, enter(place, key));
  }
}

function isCompound(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() || schema.isListSchema() || schema.isMapSchema();
}

function applyRule(rule: MemberRule, value: unknown, { model, path }: Place): void {
  const stop = (breach: Breach, text: string) =>
    refuse(model, { breach, member: path, value, rule: text });
  const texts = Array.isArray(value) ? value : [value];
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    if (rule.values && !rule.values.includes(text)) {
      throw stop('enum', `Member must satisfy enum value set: [${rule.values.join(', ')}]`);
    }
    if (rule.pattern && !rule.pattern.test(text)) {
      throw stop(
        'constraint',
        `Member must satisfy regular expression pattern: ${toPatternText(rule.pattern)}`,
      );
    }
  }
  const { size, noun } = measure(value);
  if (rule.min !== undefined && size < rule.min) {
    throw stop('constraint', `Member must have ${noun} greater than or equal to ${rule.min}`);
  }
  if (rule.max !== undefined && size > rule.max) {
    throw stop('constraint', `Member must have ${noun} less than or equal to ${rule.max}`);
  }
}

/** AWS's patterns match whole values and are shown without anchors. */
function toPatternText({ source }: RegExp): string {
  return source.replace(/^\^/, '').replace(/\$$/, '');
}

function measure(value: unknown): { size: number; noun: string } {
  if (typeof value === 'number') return { size: value, noun: 'value' };
  if (typeof value === 'string' || value instanceof Uint8Array || Array.isArray(value)) {
    return { size: value.length, noun: 'length' };
  }
  if (typeof value === 'object' && value !== null) {
    return { size: Object.keys(value).length, noun: 'length' };
  }
  return { size: Number.NaN, noun: 'value' };
}
