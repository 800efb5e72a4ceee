import type { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import { services } from '../../../src/emulator/services/index.js';
import { getInputSchema } from '../../../src/emulator/wire/schema.js';
import type { ServiceModel } from '../../../src/emulator/wire/service-model.js';

/** `Structure.Member` of everything that a request of the service can contain. */
function listInputMembers(model: ServiceModel): Set<string> {
  const found = new Set<string>();
  const visit = (schema: NormalizedSchema): void => {
    if (schema.isListSchema() || schema.isMapSchema()) visit(schema.getValueSchema());
    if (!schema.isStructSchema()) return;
    for (const [name, member] of schema.structIterator()) {
      const key = `${schema.getName()}.${name}`;
      if (found.has(key)) continue;
      found.add(key);
      visit(member);
    }
  };
  for (const { schema } of model.operations) visit(getInputSchema(schema));
  return found;
}

describe('services', () => {
  test.each(services.map((model) => [model.serviceId, model] as const))(
    'every rule of %s is about a member that a request of it can have',
    (_name, model) => {
      const members = listInputMembers(model);
      expect(Object.keys(model.rules).filter((key) => !members.has(key))).toEqual([]);
    },
  );

  test('no operation is served twice', () => {
    for (const { operations } of services) {
      const names = operations.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
    }
  });
});
