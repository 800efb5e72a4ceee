import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { EVENT_LIMIT_BYTES, readLogLines } from '../../../../src/emulator/functions/log/lines.js';

/** Returns the log events for output that arrives in these pieces. */
async function toEvents(chunks: Iterable<Buffer>): Promise<string[]> {
  const stream = new PassThrough();
  const events: string[] = [];
  readLogLines(stream, (message) => events.push(message));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return events;
}

describe('the lines of a function', () => {
  test('stay whole, however the output arrives', async () => {
    const output = Buffer.from('one\n\ntwo ä€😀\nthree');
    const bytes = Array.from(output, (_, index) => output.subarray(index, index + 1));

    expect(await toEvents(bytes)).toEqual(['one\n', '\n', 'two ä€😀\n', 'three']);
    expect(await toEvents([output])).toEqual(['one\n', '\n', 'two ä€😀\n', 'three']);
  });

  test('of the Python runtime become one event for each message', async () => {
    const output = '\x1e[ERROR] a\x1fb\nprinted\npart\x1e[INFO]\tc\x1f\n\x1e\n';
    const bytes = Array.from(Buffer.from(output), (byte) => Buffer.of(byte));
    const events = ['[ERROR] a\nb', 'printed\n', 'part', '[INFO]\tc\n', ''];

    expect(await toEvents([Buffer.from(output)])).toEqual(events);
    expect(await toEvents(bytes)).toEqual(events);
  });

  test('are cut at 256 KB, but never inside a character', async () => {
    const line = `${'x'.repeat(EVENT_LIMIT_BYTES - 1)}😀${'€'.repeat(EVENT_LIMIT_BYTES / 2)}`;

    const events = await toEvents([Buffer.from(`${line}\nnext\n`)]);

    expect(events.join('')).toBe(`${line}\nnext\n`);
    expect(events).toHaveLength(4);
    const sizes = events.map((event) => Buffer.byteLength(event.replace('\n', '')));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(EVENT_LIMIT_BYTES);
  });

  test('may be bytes that are not text', async () => {
    const events = await toEvents([Buffer.alloc(EVENT_LIMIT_BYTES + 1, 0x80)]);

    expect(events).toHaveLength(2);
  });

  test('of the console keep their line feeds after a cut', async () => {
    const head = '2026-01-01T00:00:00.000Z\tid\tINFO\t';
    const text = `${head}${'x'.repeat(EVENT_LIMIT_BYTES)}\rend\n`;

    const events = await toEvents([Buffer.from(text), Buffer.from('raw\rline\n')]);

    expect(events.join('')).toBe(`${text.replace('\r', '\n')}raw\rline\n`);
  });

  test('need little processor time even when 64 MB have no line feed', async () => {
    const piece = Buffer.alloc(65_536, 'x');
    const before = process.cpuUsage();

    await toEvents(Array.from({ length: 1024 }, () => piece));

    // About 0.3 s. Copying the unfinished line for each piece takes more than 10 s.
    expect(process.cpuUsage(before).user / 1_000_000).toBeLessThan(3);
  });
});
