import { ACCOUNT } from './account.js';
import { INPUT } from './input.js';
import { LAB } from './lab.js';
import { MACHINE } from './machine.js';

/** Every expected failure: its exit code, its causes, and the default next step. docs/ERRORS.md is generated from this catalogue. */
export const CATALOG = { ...INPUT, ...ACCOUNT, ...LAB, ...MACHINE };

export type ErrorCode = keyof typeof CATALOG;
