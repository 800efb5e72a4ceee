import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCommandReader } from '../../../src/actions/proxy/command-reader.js';
import { createReplyReader } from '../../../src/actions/proxy/reply-reader.js';

const encode = (words: readonly string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Cuts bytes into chunks at these positions. */
function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const ends = [...positions.map((at) => at % (bytes.length + 1)), bytes.length];
  const sorted = ends.sort((a, b) => a - b);
  return sorted.map((end, index) => bytes.subarray(sorted[index - 1] ?? 0, end));
}

function readCommands(chunks: readonly Buffer[]) {
  const reader = createCommandReader();
  const bytes: Buffer[] = [];
  const noted: string[][] = [];
  let commands = 0;
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let piece = reader.next(); piece; piece = reader.next()) {
      bytes.push(piece.bytes);
      if (piece.kind === 'run') commands += piece.commands;
      if (piece.kind !== 'command') continue;
      commands += 1;
      noted.push([piece.name, ...piece.args]);
    }
  }
  return { text: Buffer.concat(bytes).toString(), noted, commands, isBetween: reader.isBetween() };
}

function readReplies(chunks: readonly Buffer[], isSingle: boolean) {
  const reader = createReplyReader();
  const bytes: Buffer[] = [];
  let count = 0;
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let part = reader.next(isSingle); part; part = reader.next(isSingle)) {
      bytes.push(part.bytes);
      count += part.count;
    }
  }
  return { text: Buffer.concat(bytes).toString(), count };
}

const words = fc.array(fc.string({ unit: 'binary', maxLength: 40 }), {
  minLength: 1,
  maxLength: 6,
});
const login = fc.constantFrom(
  ['AUTH', 'secret'],
  ['hello', '3', 'AUTH', 'default', 'secret'],
  ['Multi'],
  ['SUBSCRIBE', 'a', 'b'],
);
const other = words.map((list) => ['SET', ...list]);

test('the command reader finds the same commands in any chunks, and changes no byte', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(login, other), { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (commands, positions) => {
        const text = commands.map(encode).join('');
        const noted = commands.filter(([name]) => name !== 'SET');

        expect(readCommands(cut(Buffer.from(text), positions))).toEqual({
          ...{ text, commands: commands.length, isBetween: true },
          noted: noted.map(([name = '', ...args]) => [name.toLowerCase(), ...args]),
        });
      },
    ),
  );
});

test('the command reader reads inline commands with quotes', () => {
  const text = 'AUTH "default" \'secret\'\r\n\r\nGET a\nPING\r\n';
  expect(readCommands([Buffer.from(text)])).toMatchObject({
    text,
    noted: [['auth', 'default', 'secret'], [''], ['get', 'a'], ['ping']],
  });
});

test.each(['*x\r\n', '*1\r\n+PING\r\n', '*1\r\n$-1\r\n', '*99999999999999999\r\n'])(
  'the command reader passes on the bytes after the protocol error %j',
  (text) => {
    const reader = createCommandReader();
    reader.push(Buffer.from(`${encode(['GET', 'a'])}${text}`));
    expect(reader.next()).toMatchObject({ kind: 'run', commands: 1 });
    let broken = '';
    for (let piece = reader.next(); piece; piece = reader.next()) broken += piece.bytes;
    reader.push(Buffer.from('more'));
    expect(reader.next()).toMatchObject({ kind: 'broken', bytes: Buffer.from('more') });
    expect(broken).toBe(text);
  },
);

test('the command reader keeps at most the longest inline command of Valkey', () => {
  const reader = createCommandReader();
  reader.push(Buffer.alloc(65_537, 'a'));
  expect(reader.next()?.kind).toBe('broken');
  const arrays = createCommandReader();
  arrays.push(Buffer.from(`*2\r\n$4\r\nAUTH\r\n$100000\r\n${'a'.repeat(65_537)}`));
  expect(arrays.next()?.kind).toBe('broken');
});

interface Reply {
  readonly text: string;
  readonly replies: number;
}

const { reply } = fc.letrec<{ value: string; reply: Reply }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('+OK\r\n', '-ERR no\r\n', ':-12\r\n', '$-1\r\n', '*-1\r\n', '_\r\n', '#t\r\n'),
    fc.constantFrom(',1.5\r\n', '(123\r\n', '*0\r\n', '=7\r\ntxt:abc\r\n', '!5\r\nERR x\r\n'),
    fc.string({ unit: 'binary' }).map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`),
    fc
      .array(tie('value'), { maxLength: 4 })
      .chain((list) =>
        fc.constantFrom('*', '~').map((mark) => `${mark}${list.length}\r\n${list.join('')}`),
      ),
    fc.tuple(tie('value'), tie('value')).map((pair) => `%1\r\n${pair.join('')}`),
    fc.tuple(tie('value'), tie('value'), tie('value')).map((all) => `|1\r\n${all.join('')}`),
  ),
  reply: fc.oneof(
    tie('value').map((text) => ({ text, replies: 1 })),
    tie('value').map((text) => ({ text: `>2\r\n+message\r\n${text}`, replies: 0 })),
  ),
}));

test('the reply reader counts the replies in any chunks, and changes no byte', () => {
  fc.assert(
    fc.property(
      fc.array(reply, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.boolean(),
      (replies, positions, isSingle) => {
        const text = replies.map((each) => each.text).join('');
        const count = replies.reduce((sum, each) => sum + each.replies, 0);
        expect(readReplies(cut(Buffer.from(text), positions), isSingle)).toEqual({ text, count });
      },
    ),
  );
});

test('the reply reader returns a reply of one line alone', () => {
  const reader = createReplyReader();
  const push = '>2\r\n$7\r\nmessage\r\n$1\r\na\r\n';
  reader.push(Buffer.from(`${push}+OK\r\n${push}`));
  const parts = [reader.next(true), reader.next(true), reader.next(false)];
  expect(parts.map((part) => part && { count: part.count, text: String(part.bytes) })).toEqual([
    { count: 0, text: push },
    { count: 1, text: '+OK\r\n' },
    { count: 0, text: push },
  ]);
});
