/** The package's main entry. */
export * from './library/index.js';
