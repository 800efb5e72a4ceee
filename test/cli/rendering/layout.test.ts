import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, renderList, toWidth } from '../../../src/cli/rendering/layout.js';
import { createPalette, toTerminalText } from '../../../src/cli/rendering/palette.js';
import { renderTable } from '../../../src/cli/rendering/table.js';

const palette = createPalette({ isTTY: true }, {});

test('no folded line is wider than the terminal, and no word is lost', () => {
  const word = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 10, max: 120 }), (words, columns) => {
      const text = toTerminalText(words.join(' '));
      const folded = fold(palette.red(text), columns);
      for (const line of folded.split('\n')) expect(toWidth(line)).toBeLessThanOrEqual(columns);
      const plain = stripVTControlCharacters(toTerminalText(folded));
      const toLetters = (one: string) => one.normalize().replace(/\s/g, '');
      expect(toLetters(plain)).toBe(toLetters(text));
    }),
  );
});

test('continuation lines are indented, and each has the colour of its text', () => {
  const folded = fold(`  ${palette.red('one two three four')}`, 12);
  expect(toTerminalText(folded).split('\n')).toEqual([
    '  \u001b[31mone two\u001b[39m',
    '    \u001b[31mthree\u001b[39m',
    '    \u001b[31mfour\u001b[39m',
  ]);
});

test('wide characters count as two columns', () => {
  expect(toWidth('日本')).toBe(4);
  expect(fold('日本日本 日本日本 日本日本', 14).split('\n')[0]).toBe('日本日本');
});

test('a list has its texts beside the labels, or under them', () => {
  const entries = [
    { label: '✓ node', texts: ['Node.js.'] },
    { label: '! valkey-server', texts: ['It is missing.', 'Next: install it.'] },
  ];
  expect(renderList(entries, 80)).toEqual([
    '✓ node           Node.js.',
    '! valkey-server  It is missing.',
    '                 Next: install it.',
  ]);
  expect(renderList(entries, 40)).toEqual([
    '✓ node',
    '    Node.js.',
    '! valkey-server',
    '    It is missing.',
    '    Next: install it.',
  ]);
});

test('a table drops optional columns, then all columns, to fit', () => {
  const table = { head: ['name', 'p50', 'min'], rows: [['long name', '1', '2']], optional: [2] };
  expect(renderTable({ ...table, firstNumber: 1 }, 20)).toEqual([
    'name       p50  min',
    'long name    1    2',
  ]);
  expect(renderTable(table, 15)).toEqual(['name       p50', 'long name  1']);
  expect(renderTable(table, 13)).toEqual(['long name  1']);
});
