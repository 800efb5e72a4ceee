/** valkey-glide, or why it is not there: it is native code, which not every machine has. */
export const glide: typeof import('@valkey/valkey-glide') | string = await import(
  '@valkey/valkey-glide'
).catch((error: unknown) => String(error));

if (typeof glide === 'string') {
  process.stdout.write(`Skipped: valkey-glide does not load here: ${glide}\n`);
} else {
  glide.Logger.setLoggerConfig('off');
}
