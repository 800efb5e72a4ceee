const MachineDate = Date;
let offsetMs = 0;

/** The machine's time, whatever the function's clock shows. */
export function readMachineClock(): number {
  return MachineDate.now();
}

/**
 * Moves the function's clock to the emulator's: after `advance(ms)` a token that the function signs
 * must carry the emulator's date. Nothing is replaced as long as the two clocks agree.
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
