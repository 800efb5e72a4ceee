import { BlockList, isIP } from 'node:net';

/** A range of IPv4 or IPv6 addresses. */
interface Range {
  readonly address: string;
  readonly bits: number;
  readonly type: 'ipv4' | 'ipv6';
}

/** Returns whether a text is a range such as `10.0.0.0/16` or `fd00::/8`. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== undefined;
}

/** Returns whether `outer` contains every address of `inner`. False if one of them is not a range. */
export function containsCidr(outer: string, inner: string): boolean {
  const around = parseCidr(outer);
  const within = parseCidr(inner);
  if (!around || !within || around.bits > within.bits) return false;
  return containsAddressOf(around, within);
}

/** Returns whether a range, or a single address, contains an address. False for malformed input. */
export function containsAddress(rangeOrAddress: string, address: string): boolean {
  const around = parseCidr(rangeOrAddress) ?? parseAddress(rangeOrAddress);
  const within = parseAddress(address);
  return around !== undefined && within !== undefined && containsAddressOf(around, within);
}

/** Needs valid addresses, because a block list does not check them. */
function containsAddressOf(range: Range, { address, type }: Range): boolean {
  if (range.type !== type) return false;
  const list = new BlockList();
  list.addSubnet(range.address, range.bits, range.type);
  return list.check(address, type);
}

function parseCidr(text: string): Range | undefined {
  const [, address = '', bits] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const range = parseAddress(address);
  return range && Number(bits) <= range.bits ? { ...range, bits: Number(bits) } : undefined;
}

/** Parses a single address to the range that contains only it. */
function parseAddress(text: string): Range | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  return family === 6
    ? { address: text, bits: 128, type: 'ipv6' }
    : { address: text, bits: 32, type: 'ipv4' };
}
