import fc from 'fast-check';

/** In CI, every run uses the same examples. Elsewhere, each run uses new ones. */
if (process.env['CI']) fc.configureGlobal({ seed: 20_261_123 });
