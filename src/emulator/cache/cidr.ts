/** A range of IPv4 addresses. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Whether every address of `inner` is one of `outer`; false for what is not an IPv4 range. */
export function containsCidr(outer: string, inner: string): boolean {
  const around = toRange(outer);
  const within = toRange(inner);
  if (!around || !within) return false;
  return around.first <= within.first && within.last <= around.last;
}

function toRange(cidr: string): Range | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = parts;
  if (bits > 32 || [a, b, c, d].some((byte) => byte > 255)) return undefined;
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}
