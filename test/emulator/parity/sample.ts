import type { NormalizedSchema } from '@smithy/core/schema';
import { getInputSchema } from '../../../src/emulator/wire/schema.js';
import type { ServedOperation, ServiceModel } from '../../../src/emulator/wire/service-model.js';
import { VALUES } from './values.js';
import type { World } from './world.js';

/** The operation of an input, and its account. */
export interface Occasion {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
  readonly world: World;
}

const MAX_DEPTH = 6;

/** Returns a value that AWS would accept for each of these members of an operation's input. */
export function createInput(
  occasion: Occasion,
  wanted: readonly string[],
): Record<string, unknown> {
  const schema = getInputSchema(occasion.operation.schema);
  return createStructure(schema, { ...occasion, path: '', depth: 0 }, wanted);
}

/** Replaces a function of the tables by the value that it finds in the account. */
export function resolve(value: unknown, world: World): unknown {
  if (typeof value === 'function') return value(world);
  if (Array.isArray(value)) return value.map((item) => resolve(item, world));
  if (value?.constructor !== Object) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, item]) => [name, resolve(item, world)]));
}

/** `CreateFunction.VpcConfig.SubnetIds`. */
interface Place extends Occasion {
  readonly path: string;
  readonly depth: number;
}

function createStructure(
  schema: NormalizedSchema,
  place: Place,
  wanted?: readonly string[],
): Record<string, unknown> {
  const entries = [...schema.structIterator()]
    .filter(([name]) => wanted?.includes(name) ?? true)
    .map(([name, member]) => {
      const path = place.path ? `${place.path}.${name}` : name;
      const inside = { ...place, path, depth: place.depth + 1 };
      return [name, createMember(`${schema.getName()}.${name}`, member, inside)];
    });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function createMember(id: string, schema: NormalizedSchema, place: Place): unknown {
  const name = place.path.split('.').at(-1) ?? '';
  const keys = [`${place.operation.name}.${place.path}`, id, name];
  const key = keys.find((candidate) => Object.hasOwn(VALUES, candidate));
  if (key !== undefined) return resolve(VALUES[key], place.world);
  const [allowed] = place.model.rules[id]?.values ?? [];
  return allowed ?? createValue(schema, place);
}

/** Returns any value that fits the schema. */
function createValue(schema: NormalizedSchema, place: Place): unknown {
  if (place.depth > MAX_DEPTH) return undefined;
  if (schema.isStructSchema()) return createStructure(schema, place);
  if (schema.isListSchema()) {
    const item = createValue(schema.getValueSchema(), place);
    return item === undefined ? undefined : [item];
  }
  if (schema.isMapSchema()) return { colour: 'red' };
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) return 1;
  if (schema.isTimestampSchema()) return new Date(place.world.context.clock.now());
  return schema.isBlobSchema() ? Buffer.from('{}') : 'text';
}
