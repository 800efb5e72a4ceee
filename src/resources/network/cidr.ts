interface Block {
  readonly start: number;
  readonly size: number;
}

/** Whether the first IPv4 block (`172.31.0.0/16`) holds all of the second. */
export function containsBlock(outer: string, inner: string): boolean {
  const [a, b] = [toBlock(outer), toBlock(inner)];
  if (!a || !b) return false;
  return a.start <= b.start && b.start + b.size <= a.start + a.size;
}

function toBlock(cidr: string): Block | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { start: Math.floor(address / size) * size, size };
}
