import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPalette, toTerminalText } from '../../../src/cli/rendering/palette.js';
import { toJsonText, toPlainText } from '../../../src/cli/rendering/plain-text.js';

const CONTROL = /[^\P{Cc}\t\n]|\p{Bidi_Control}/u;

test('control characters become visible escapes', () => {
  expect(toPlainText('\u001b[31mred\u009b0m\u202e')).toBe('\\u001b[31mred\\u009b0m\\u202e');
  expect(toPlainText('a\tb\r\nc\n')).toBe('a\tb\nc\n');
});

test('no text keeps a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(toPlainText(text)).not.toMatch(CONTROL);
    }),
  );
});

test('JSON escapes control characters and keeps its meaning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = toJsonText({ text }, 2);
      expect(json).not.toMatch(CONTROL);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

test('painted text keeps only the palette’s colours', () => {
  const palette = createPalette({ isTTY: true }, {});
  expect(toTerminalText(palette.red('a\u001b[1mb'))).toBe('\u001b[31ma\\u001b[1mb\u001b[39m');
});
