/** The formats of `export`. */
export const EXPORT_FORMATS = ['aws-cli'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
