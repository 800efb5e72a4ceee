/** The formats of `export`. */
export const EXPORT_FORMATS = ['aws-cli', 'cloudformation', 'terraform'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
