const MachineDate = Date;
let offsetMs = 0;

/** Returns the machine's time, which can differ from the function's clock. */
export function readMachineClock(): number {
  return MachineDate.now();
}

/**
 * Sets the function's clock to the emulator's, because tokens that the function signs must carry the
 * emulator's date. It replaces `Date` only when the two clocks differ.
 */
export function shiftClock(ms: number): void {
  offsetMs = ms;
  if (ms === 0 || globalThis.Date !== MachineDate) return;
  const now = (): number => MachineDate.now() + offsetMs;
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new MachineDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
