import {
  ASSUMPTIONS,
  type Assume,
  type Assumption,
  parseChoices,
} from '../../../src/emulator/index.js';

/** One way in which AWS may behave, besides the assumed one. */
export interface Alternative {
  /** As `--assume` takes it. */
  readonly name: string;
  readonly assume: Assume;
}

/** Every alternative of the table, alone. */
export const ALTERNATIVES: readonly Alternative[] = Object.entries<Assumption>(ASSUMPTIONS).flatMap(
  ([id, { assumed, alternatives }]) =>
    Object.keys(alternatives)
      .filter((alternative) => alternative !== assumed)
      .map((alternative) => {
        const name = `${id}=${alternative}`;
        return { name, assume: parseChoices([name]) };
      }),
);
