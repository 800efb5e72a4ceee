import { expect } from 'vitest';
import type { RawAnswer } from './raw-request.js';

/** A line of a stack trace, or the name of one of our files. */
const STACK = /\bat \S+ \(|\.[jt]s:\d+|node:internal|node_modules|\/src\//;

/** Expects an answer that a client can read and that shows no internals. Returns the error's code, if any. */
export function readAwsAnswer(answer: RawAnswer): { status: number; code: string | undefined } {
  const { status, headers, body } = answer;
  expect(body).not.toMatch(STACK);
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  const isXml = String(headers['content-type']).startsWith('text/xml');
  if (isXml) expectWellFormed(body);
  const json = isXml || body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
  const code = isXml
    ? /<Code>([\w.]+)<\/Code>/.exec(body)?.[1]
    : String(headers['x-amzn-errortype'] ?? json['__type'] ?? '');
  if (status >= 400) expect(code).toMatch(/^[A-Z][\w.]+$/);
  return { status, code: status >= 400 ? code : undefined };
}

/** Checks that every element is closed in order, and that all characters are allowed in XML. */
function expectWellFormed(xml: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  const open: string[] = [];
  for (const [, close, name = '', selfClosed] of xml.matchAll(/<(\/?)([\w:.-]+)[^<>]*?(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!selfClosed) open.push(name);
  }
  expect(open).toEqual([]);
  expect(xml.replace(/<[^<>]*>/g, '')).not.toMatch(
    /[<>]|&(?!(amp|lt|gt|quot|apos|#x?[0-9a-f]+);)/i,
  );
}
