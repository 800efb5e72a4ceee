import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { elasticacheService } from '../../src/emulator/services/elasticache/index.js';
import { renderDocument } from './parity/document.js';
import { observe } from './parity/observe.js';

test('docs/LOCAL.md describes each operation as the code does (if not: npm run docs)', async () => {
  const text = readFileSync(join(process.cwd(), 'docs', 'LOCAL.md'), 'utf8');
  expect(await renderDocument(text)).toBe(text);
}, 60_000);

describe('the observation of an operation', () => {
  const delete$ = elasticacheService.operations.find(({ name }) => name === 'DeleteUser');
  const observeRun = (run: (input: Record<string, unknown>) => void, stored: string[] = []) => {
    if (!delete$) throw new Error('DeleteUser is not served.');
    const operation = { ...delete$, run: run as unknown as typeof delete$.run };
    return observe({ ...elasticacheService, stored }, operation);
  };

  test('sees whether a member is read', async () => {
    const idle = await observeRun(() => undefined);
    expect([idle.honoured, idle.ignored]).toEqual([[], ['UserId']]);
    const reading = await observeRun((input) => void input['UserId']);
    expect([reading.honoured, reading.ignored]).toEqual([['UserId'], []]);
  });

  test('does not count a copy of the whole input as reading', async () => {
    await expect(observeRun((input) => void { ...input })).rejects.toThrow('copies or lists');
  });

  test('does not accept a member as stored that is nowhere in the account', async () => {
    const stored = observeRun((input) => void input['UserId'], ['DeleteUserMessage.UserId']);
    await expect(stored).rejects.toThrow('DeleteUserMessage does not keep UserId.');
  });
});
