/** The module, or the reason why it does not load. It contains native code, which may not exist for this machine. */
export const glide: typeof import('@valkey/valkey-glide') | string = await import(
  '@valkey/valkey-glide'
).catch((error: unknown) => String(error));

if (typeof glide === 'string') {
  process.stdout.write(`Skipped: valkey-glide does not load on this machine: ${glide}\n`);
} else {
  glide.Logger.setLoggerConfig('off');
}
