/** DER (ITU-T X.690), as much of it as a certificate needs. */

/** A value with its tag and length. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(toEvenHex(body.length), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

/** `SEQUENCE`. */
export function sequence(...members: readonly Uint8Array[]): Buffer {
  return der(0x30, ...members);
}

/** `INTEGER` of a positive number in big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return der(0x02, isNegative ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

/** `OBJECT IDENTIFIER`, from `2.5.29.17`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(toBase128)]));
}

/** `BIT STRING`; `unusedBits` are the last ones of the last byte. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return der(0x03, Buffer.from([unusedBits]), bytes);
}

/** `OCTET STRING`. */
export function octetString(bytes: Uint8Array): Buffer {
  return der(0x04, bytes);
}

/** `BOOLEAN TRUE`. */
export const TRUE = der(0x01, Buffer.from([0xff]));

/** `UTF8String`. */
export function utf8String(text: string): Buffer {
  return der(0x0c, Buffer.from(text));
}

/** `UTCTime`, for the years up to 2049. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, '');
  return der(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function toEvenHex(value: number): string {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

function toBase128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
