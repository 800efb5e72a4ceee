import { describe, expect, test } from 'vitest';
import { createConsoleAccess } from '../../../src/emulator/console/access.js';

const MINUTE_MS = 60_000;

describe('the access to the console', () => {
  const create = () => {
    let nowMs = 1_000_000;
    const access = createConsoleAccess(() => nowMs);
    const wait = (ms: number) => {
      nowMs += ms;
    };
    const open = () => {
      const exchange = access.exchange(access.createCode());
      if (!('key' in exchange)) throw new Error('The code was refused.');
      return exchange.key;
    };
    return { access, wait, open };
  };

  test('gives a key for a code, once', () => {
    const { access } = create();
    const code = access.createCode();
    expect(code).toMatch(/^[\w-]{43}$/);
    const exchange = access.exchange(code);
    expect('key' in exchange && access.isKey(exchange.key)).toBe(true);
    expect(access.exchange(code)).toEqual({ refused: 'wrong', isFirst: true });
  });

  test('refuses a code after 60 seconds, and takes it just before', () => {
    const { access, wait } = create();
    const early = access.createCode();
    const late = access.createCode();
    wait(MINUTE_MS - 1);
    expect(access.exchange(early)).toHaveProperty('key');
    wait(1);
    expect(access.exchange(late)).toHaveProperty('refused');
  });

  test('takes neither a code for a key, nor a key for a code, nor an empty text', () => {
    const { access, open } = create();
    const key = open();
    expect(access.isKey(access.createCode())).toBe(false);
    expect(access.exchange(key)).toHaveProperty('refused');
    expect(access.isKey('')).toBe(false);
    expect(access.exchange('')).toHaveProperty('refused');
  });

  test('ends a key that no page used for 12 hours, and keeps one in use', () => {
    const { access, wait, open } = create();
    const [used, idle] = [open(), open()];
    for (let hour = 0; hour < 12; hour += 1) {
      wait(60 * MINUTE_MS);
      expect(access.isKey(used)).toBe(true);
    }
    expect(access.isKey(idle)).toBe(false);
    expect(access.isKey(used)).toBe(true);
  });

  test('says after ten wrong codes that there were too many, and still takes a right one', () => {
    const { access, wait } = create();
    const answers = Array.from({ length: 12 }, () => access.exchange('wrong'));
    expect(
      answers.filter((answer) => 'refused' in answer && answer.refused === 'wrong'),
    ).toHaveLength(10);
    expect(answers.at(-1)).toEqual({ refused: 'too-many', isFirst: false });
    expect(access.exchange(access.createCode())).toHaveProperty('key');
    wait(MINUTE_MS + 1);
    expect(access.exchange('wrong')).toEqual({ refused: 'wrong', isFirst: true });
  });

  test('keeps the latest 8 codes and the latest 16 keys', () => {
    const { access, wait, open } = create();
    const codes = Array.from({ length: 9 }, () => access.createCode());
    const works = codes.map((code) => 'key' in access.exchange(code));
    expect(works).toEqual([false, ...Array.from({ length: 8 }, () => true)]);
    const keys = Array.from({ length: 17 }, () => {
      wait(1);
      return open();
    });
    expect(keys.map((key) => access.isKey(key))).toEqual([
      false,
      ...Array.from({ length: 16 }, () => true),
    ]);
  });
});
