import type { NormalizedSchema } from '@smithy/core/schema';
import { NumericValue } from '@smithy/core/serde';

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;
const HTTP_TIME = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The value of a text, or the form that its type expects. */
export type ScalarResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string };

/** Reads a text (form value, header, label, query value) as the schema's simple type. */
export function readScalar(schema: NormalizedSchema, text: string): ScalarResult {
  if (schema.isStringSchema()) return valid(text);
  if (schema.isBooleanSchema()) return readBoolean(text);
  if (schema.isNumericSchema()) {
    return NUMBER.test(text) ? valid(Number(text)) : invalid('a number');
  }
  if (schema.isBigIntegerSchema()) {
    return INTEGER.test(text) ? valid(BigInt(text)) : invalid('an integer');
  }
  if (schema.isBigDecimalSchema()) {
    return NUMBER.test(text) ? valid(new NumericValue(text, 'bigDecimal')) : invalid('a number');
  }
  if (schema.isTimestampSchema()) return readTimestamp(text);
  if (schema.isBlobSchema()) return readBase64(text);
  return invalid('not a single value');
}

/** Reads a time in any of the three formats of AWS's protocols. */
export function readTimestamp(text: string): ScalarResult {
  if (NUMBER.test(text)) return validTime(Number(text) * 1000);
  if (ISO_TIME.test(text) || HTTP_TIME.test(text)) return validTime(Date.parse(text));
  return invalid('a timestamp');
}

/** Reads bytes from base64. Refuses incomplete groups. */
export function readBase64(text: string): ScalarResult {
  if (!BASE64.test(text) || text.length % 4 !== 0) return invalid('base64');
  return valid(new Uint8Array(Buffer.from(text, 'base64')));
}

function readBoolean(text: string): ScalarResult {
  if (text === 'true') return valid(true);
  if (text === 'false') return valid(false);
  return invalid('true or false');
}

function validTime(ms: number): ScalarResult {
  const date = new Date(Math.round(ms));
  return Number.isNaN(date.getTime()) ? invalid('a timestamp') : valid(date);
}

function valid(value: unknown): ScalarResult {
  return { ok: true, value };
}

function invalid(expected: string): ScalarResult {
  return { ok: false, expected };
}
