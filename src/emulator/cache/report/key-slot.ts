const OPEN = 123;
const CLOSE = 125;
const SLOTS = 16_384;
const POLYNOMIAL = 0x1021;

/** Returns the cluster's slot of a key: CRC-16 (XMODEM) of its hash tag, or of the whole key (Valkey's cluster specification). */
export function toKeySlot(key: Buffer): number {
  const open = key.indexOf(OPEN);
  const close = open < 0 ? -1 : key.indexOf(CLOSE, open + 1);
  const hashed = close > open + 1 ? key.subarray(open + 1, close) : key;
  let crc = 0;
  for (const byte of hashed) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = ((crc << 1) ^ (crc & 0x8000 ? POLYNOMIAL : 0)) & 0xffff;
    }
  }
  return crc % SLOTS;
}
