import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitInline, toRequest } from '../../../../src/emulator/cache/resp/command.js';
import type { RequestEvent } from '../../../../src/emulator/cache/resp/event.js';
import { createRequestParser } from '../../../../src/emulator/cache/resp/reader.js';

/** Returns the events for these chunks, with adjacent passes joined. */
function parse(chunks: readonly Buffer[]): { passed: string; logins: string[][]; order: string } {
  const parser = createRequestParser();
  const events: RequestEvent[] = [];
  for (const chunk of chunks) {
    parser.push(chunk);
    for (let event = parser.next(); event; event = parser.next()) events.push(event);
  }
  const logins = events.flatMap((event) =>
    event.kind === 'command' ? [event.args.map((arg) => arg.toString('latin1'))] : [],
  );
  const passes = events.filter(({ kind }) => kind === 'pass');
  return {
    passed: Buffer.concat(passes.map(({ bytes }) => bytes)).toString('latin1'),
    logins,
    order: events
      .map(({ kind, bytes }) => (kind === 'command' ? '<login>' : bytes.toString('latin1')))
      .join(''),
  };
}

/** Returns the stream in single bytes, and the stream cut in two at every byte. */
function everySplit(stream: Buffer): Buffer[][] {
  const cuts = [...stream.keys()].map((at) => [stream.subarray(0, at), stream.subarray(at)]);
  return [[...stream].map((byte) => Buffer.from([byte])), ...cuts];
}

const AUTH = toRequest(['AUTH', 'user', 'token']);
const HELLO = toRequest(['hello', '3', 'AUTH', 'user', 'token', 'SETNAME', 'me']);
const SET = toRequest(['SET', 'key', Buffer.from([0, 13, 10, 42, 255])]);

describe('createRequestParser', () => {
  test('finds AUTH and HELLO between other commands wherever the stream is split', () => {
    const stream = Buffer.concat([SET, AUTH, toRequest(['PING']), HELLO, SET, toRequest(['EXEC'])]);
    const whole = parse([stream]);

    expect(whole.logins).toEqual([
      ['AUTH', 'user', 'token'],
      ['hello', '3', 'AUTH', 'user', 'token', 'SETNAME', 'me'],
    ]);
    expect(whole.order).toBe(
      [SET, '<login>', toRequest(['PING']), '<login>', SET, toRequest(['EXEC'])]
        .map((part) => part.toString('latin1'))
        .join(''),
    );
    for (const chunks of everySplit(stream)) expect(parse(chunks)).toEqual(whole);
  });

  test('does not mistake an argument for a command', () => {
    const value = Buffer.concat([AUTH, HELLO]);
    const stream = Buffer.concat([toRequest(['SET', 'AUTH', value]), toRequest(['ECHO', 'AUTH'])]);

    for (const chunks of [[stream], ...everySplit(stream)]) {
      const { logins, passed } = parse(chunks);
      expect(logins).toEqual([]);
      expect(passed).toBe(stream.toString('latin1'));
    }
  });

  test('finds inline logins, with quotes and any number of spaces', () => {
    const stream = Buffer.from('PING\r\n\r\n  aUtH  "us\\x65r" \'to ken\'\nSET a "AUTH b"\r\n');

    for (const chunks of [[stream], ...everySplit(stream)]) {
      const { logins, order } = parse(chunks);
      expect(logins).toEqual([['aUtH', 'user', 'to ken']]);
      expect(order).toBe('PING\r\n<login>SET a "AUTH b"\r\n');
    }
  });

  test('finds a login after empty and negative arrays', () => {
    const { logins } = parse([Buffer.concat([Buffer.from('*0\r\n*-1\r\n'), AUTH])]);

    expect(logins).toHaveLength(1);
  });

  test('a login without arguments is a login', () => {
    expect(parse([toRequest(['AUTH'])]).logins).toEqual([['AUTH']]);
    expect(parse([toRequest(['HELLO'])]).logins).toEqual([['HELLO']]);
  });

  test('passes the chunks of a large argument on without copying them', () => {
    const parser = createRequestParser();
    const chunk = Buffer.alloc(65_536, 'a');
    parser.push(Buffer.from('*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$500000000\r\n'));
    expect(parser.next()?.kind).toBe('pass');
    expect(parser.next()).toBeUndefined();

    parser.push(chunk);
    const event = parser.next();

    expect(event?.bytes.buffer).toBe(chunk.buffer);
    expect(event?.bytes.length).toBe(chunk.length);
    expect(parser.next()).toBeUndefined();
  });

  test('passes all bytes on as soon as a command cannot be a login', () => {
    const { passed } = parse([Buffer.from('*2\r\n$4\r\nECHO')]);

    expect(passed).toBe('*2\r\n$4\r\nECHO');
  });

  test.each([
    ['a too long argument', `*3\r\n$4\r\nAUTH\r\n$4\r\nuser\r\n$999999\r\n${'x'.repeat(70_000)}`],
    ['too many arguments', `*17\r\n$4\r\nAUTH\r\n${'$1\r\nx\r\n'.repeat(10)}`],
    ['an overlong inline request', `AUTH user ${'x'.repeat(20_000)}`],
  ])('does not keep a login with %s in memory', (_what, stream) => {
    const bytes = Buffer.from(stream);
    for (const size of [1, 1000, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const { passed, logins } = parse(chunks);
      expect(passed).toBe(stream);
      expect(logins).toEqual([]);
    }
  });

  test('continues after an overlong login', () => {
    const long = toRequest(['AUTH', 'user', 'x'.repeat(20_000)]);
    const inline = Buffer.from(`AUTH user ${'x'.repeat(20_000)}\r\n`);

    for (const size of [1000, 1_000_000]) {
      const bytes = Buffer.concat([long, inline, AUTH]);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(parse(chunks).logins).toEqual([['AUTH', 'user', 'token']]);
    }
  });

  test.each([
    '*x\r\n',
    '*\r\n',
    '*99999999999\r\n',
    '*1\r\n+PING\r\n',
    '*2\r\n$-1\r\n',
    '*3\r\n$4\r\nAUTH\r\n$abc\r\n',
    '*3\r\n$4\r\nAUTH\r\n:1\r\n',
  ])('leaves the protocol error %j, and all bytes after it, to the server', (broken) => {
    const stream = Buffer.concat([Buffer.from(broken), AUTH]);

    for (const chunks of [[stream], ...everySplit(stream)]) {
      const { passed, logins } = parse(chunks);
      expect(logins).toEqual([]);
      expect(passed).toBe(stream.toString('latin1'));
    }
  });

  test('passes every byte except blank lines once and in order, however the stream is split', () => {
    const words = ['*', '$', '\r\n', '\n', '1', '3', '4', '-', 'AUTH', 'HELLO', ' ', '"', 'x'];
    const streams = fc
      .array(fc.constantFrom(...words), { maxLength: 30 })
      .map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(streams, fc.nat(), (stream, cut) => {
        const at = cut % (stream.length + 1);
        const { order } = parse([stream.subarray(0, at), stream.subarray(at)]);
        expect(parse([stream]).order).toBe(order);
        const passed = order.replaceAll('<login>', '');
        // Logins and the beginning of an incomplete command are missing.
        expect(isLeftOf(stream.toString('latin1'), passed)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(['  \r\n', '\r\n', ' \t\n\n', `${' '.repeat(70_000)}\r\n`])(
    'drops blank lines before an array, which Valkey 8.0 would misread (%#)',
    (blank) => {
      const stream = Buffer.concat([Buffer.from(blank), SET, AUTH]);
      const at = Math.floor(blank.length / 2);

      for (const chunks of [[stream], [stream.subarray(0, at), stream.subarray(at)]]) {
        expect(parse(chunks).order).toBe(`${SET.toString('latin1')}<login>`);
      }
    },
  );

  test('finds an inline login after more blanks than the parser holds', () => {
    const { logins, passed } = parse([
      Buffer.from(`${' '.repeat(20_000)}`),
      Buffer.from('AUTH a b\n'),
    ]);

    expect(logins).toEqual([['AUTH', 'a', 'b']]);
    expect(passed).toBe('');
  });
});

/** Whether removing characters from `text` can give `rest`. */
function isLeftOf(text: string, rest: string): boolean {
  let at = 0;
  for (const char of text) if (char === rest[at]) at += 1;
  return at === rest.length;
}

describe('splitInline', () => {
  test.each([
    ['a b', ['a', 'b']],
    ['"a b"  \'c d\'', ['a b', 'c d']],
    ['"\\x41\\n\\"" \'\\\'\\n\'', ['A\n"', "'\\n"]],
    ['a"b"', ['ab']],
    ['"a"b', []],
    ['"a', []],
    ['', []],
  ])('%j is %j', (line, words) => {
    expect(splitInline(Buffer.from(line)).map(String)).toEqual(words);
  });
});
