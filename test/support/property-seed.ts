import fc from 'fast-check';

/** In CI a run tries the same examples each time; elsewhere each run tries others. */
if (process.env['CI']) fc.configureGlobal({ seed: 20_261_123 });
