// Keeps vitest in this folder from reading the configuration of the repository above.
// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default {};
