import {
  CreateServerlessCacheRequest$,
  CreateUser$,
  ServerlessCache$,
  UserNotFoundFault$,
} from '@aws-sdk/client-elasticache';
import { GetFunction$ } from '@aws-sdk/client-lambda';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { services } from '../../../src/emulator/services/index.js';
import { addNewerMembers } from '../../../src/emulator/wire/newer-members.js';
import {
  addTextMember,
  findHttpTrait,
  getInputSchema,
  getNamespace,
  getOperationName,
  getOutputSchema,
  listRequiredMembers,
  readErrorTraits,
} from '../../../src/emulator/wire/schema.js';

/** Smithy's numbers for the kinds of schemas. */
const OPERATION = 9;
const STRUCTURE = 3;

test('the endpoint knows members that the installed SDK lacks, each once', () => {
  addNewerMembers();
  addNewerMembers();
  for (const schema of [CreateServerlessCacheRequest$, ServerlessCache$]) {
    const members = [...NormalizedSchema.of(schema).structIterator()];
    const found = members.filter(([name]) => name === 'ConnectionType');
    expect(found.map(([, member]) => member.isStringSchema())).toEqual([true]);
  }
});

test('a member that the SDK knows is not added', () => {
  const before = structuredClone(ServerlessCache$.slice(4, 5));
  addTextMember(ServerlessCache$, 'ARN');
  expect(ServerlessCache$.slice(4, 5)).toEqual(before);
});

describe('the positions in the SDK’s schemas', () => {
  test('an operation has its namespace, name, traits, input and output', () => {
    expect(getNamespace(CreateUser$)).toBe('com.amazonaws.elasticache');
    expect(getOperationName(CreateUser$)).toBe('CreateUser');
    expect(getInputSchema(CreateUser$).getName()).toBe('CreateUserMessage');
    expect(getOutputSchema(CreateUser$).getName()).toBe('User');
    expect(findHttpTrait(CreateUser$)).toBeUndefined();
    expect(findHttpTrait(GetFunction$)).toEqual({
      method: 'GET',
      template: '/2015-03-31/functions/{FunctionName}',
      status: 200,
    });
  });

  test('a structure has its required members first, and their number', () => {
    expect(listRequiredMembers(getInputSchema(CreateUser$))).toEqual([
      'UserId',
      'UserName',
      'Engine',
      'AccessString',
    ]);
    expect(listRequiredMembers(getOutputSchema(CreateUser$))).toEqual([]);
  });

  test('an error has its status, and the code of query protocols', () => {
    expect(readErrorTraits(NormalizedSchema.of(UserNotFoundFault$))).toEqual({
      isError: true,
      status: 404,
      queryCode: 'UserNotFound',
      queryStatus: 404,
    });
    expect(readErrorTraits(getInputSchema(CreateUser$)).isError).toBe(false);
  });

  test.each(services.map((model) => [model.serviceId, model] as const))(
    'every operation of %s is a tuple of six, its structures of six or seven',
    (_, { namespace, operations }) => {
      for (const { name, schema } of operations) {
        expect(schema, name).toHaveLength(6);
        expect(schema[0], name).toBe(OPERATION);
        expect(getNamespace(schema), name).toBe(namespace);
        for (const structure of [getInputSchema(schema), getOutputSchema(schema)]) {
          if (structure.isUnitSchema()) continue;
          const members = [...structure.structIterator()].map(([member]) => member);
          const tuple: unknown = structure.getSchema();
          if (!Array.isArray(tuple)) throw new Error(`${name} has a structure that is no tuple.`);
          expect(tuple[0], name).toBe(STRUCTURE);
          expect(tuple[2], name).toBe(structure.getName());
          expect(tuple[4], name).toEqual(members);
          expect(tuple[5], name).toHaveLength(members.length);
          expect(members.slice(0, tuple[6]), name).toEqual(
            tuple.length === 7 ? listRequiredMembers(structure) : members,
          );
        }
      }
    },
  );

  test('package.json names one version of @smithy/core', () => {
    expect(manifest.devDependencies['@smithy/core']).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
