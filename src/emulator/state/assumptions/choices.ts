import {
  type AlternativeOf,
  ASSUMPTIONS,
  type AssumptionId,
  type Choice,
  EXCLUDED_PAIRS,
} from './table.js';

/** The alternatives that a caller asks for. Without one, the endpoint plays what is assumed. */
export type Assume = { readonly [Id in AssumptionId]?: AlternativeOf<Id> | undefined };

/** Returns whether this alternative is in force. */
export type Assumes = <Id extends AssumptionId>(id: Id, alternative: AlternativeOf<Id>) => boolean;

/** An id, an alternative or a combination that the endpoint cannot play. */
export class AssumptionError extends Error {
  override readonly name = 'AssumptionError';
}

/** Parses `id=alternative` texts. Throws AssumptionError for any that the table does not have. */
export function parseChoices(texts: readonly string[]): Assume {
  const pairs = texts.map((text) => {
    const [id = '', alternative, ...rest] = text.split('=');
    if (alternative !== undefined && rest.length === 0) return [id, alternative] as const;
    throw new AssumptionError(`An assumption is written id=alternative, not "${text}".`);
  });
  for (const [id, alternative] of pairs) {
    const other = pairs.find(([name, value]) => name === id && value !== alternative);
    if (!other) continue;
    throw new AssumptionError(`${id} cannot be both ${alternative} and ${other[1]}.`);
  }
  const assume: Record<string, string> = Object.fromEntries(pairs);
  assertAssume(assume);
  return assume;
}

/** Throws AssumptionError for an unknown id or alternative, and for alternatives that exclude each other. */
export function assertAssume(
  assume: Readonly<Record<string, string | undefined>>,
): asserts assume is Assume {
  for (const [id, alternative] of Object.entries(assume)) {
    if (alternative !== undefined) assertChoice(id, alternative);
  }
  const choices: readonly string[] = toChoices(assume);
  const excluded = EXCLUDED_PAIRS.find(({ pair }) => pair.every((one) => choices.includes(one)));
  if (!excluded) return;
  const [first, second] = excluded.pair;
  throw new AssumptionError(
    `${first} and ${second} cannot be played together: ${excluded.because}.`,
  );
}

/** Lists the choices that differ from what is assumed, as `id=alternative`, sorted. */
export function toChoices(assume: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(assume)
    .filter(([id, alternative]) => {
      return alternative !== undefined && !(isId(id) && ASSUMPTIONS[id].assumed === alternative);
    })
    .map(([id, alternative]) => `${id}=${alternative}`)
    .sort();
}

/** Creates the question that the endpoint's parts ask. */
export function createAssumes(assume: Assume): Assumes {
  return (id, alternative) => (assume[id] ?? ASSUMPTIONS[id].assumed) === alternative;
}

/** Returns whether a text is a choice of the table. */
export function isChoice(text: string): text is Choice {
  const [id = '', alternative = '', ...rest] = text.split('=');
  return rest.length === 0 && isId(id) && Object.hasOwn(ASSUMPTIONS[id].alternatives, alternative);
}

function assertChoice(id: string, alternative: string): void {
  if (!isId(id)) {
    const ids = Object.keys(ASSUMPTIONS).sort().join(', ');
    throw new AssumptionError(`There is no assumption "${id}". The assumptions are ${ids}.`);
  }
  if (isChoice(`${id}=${alternative}`)) return;
  const names = Object.keys(ASSUMPTIONS[id].alternatives).join(', ');
  throw new AssumptionError(`${id} has no alternative "${alternative}". It has ${names}.`);
}

function isId(text: string): text is AssumptionId {
  return Object.hasOwn(ASSUMPTIONS, text);
}
