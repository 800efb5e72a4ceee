import { NormalizedSchema } from '@smithy/core/schema';

/** Draws values that fit a schema: every member set, lists and maps with one to three items. */
export interface SampleSource {
  /** Returns an integer from 0 (inclusive) to `below` (exclusive). */
  integer(below: number): number;
}

/** Reproducible draws (a linear congruential generator). */
export function createSampleSource(seed: number): SampleSource {
  let state = seed >>> 0;
  return {
    integer(below) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 4_294_967_296) * below);
    },
  };
}

const MAX_DEPTH = 5;
const TEXTS = [
  'plain',
  'a b',
  'x&y=z',
  '<tag a="b">',
  'ünïcödé ✓',
  "it's (100%) *!",
  'a+b/c',
  '%2F',
];

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** Draws a value for the schema. Returns undefined for a unit and below the maximum depth. */
export function createSample(schema: SchemaRef, source: SampleSource, depth = 0): unknown {
  const ns = NormalizedSchema.of(schema);
  if (ns.isUnitSchema() || depth > MAX_DEPTH) return undefined;
  if (ns.isStructSchema()) return createStructure(ns, source, depth);
  if (ns.isListSchema()) {
    const items = Array.from({ length: 1 + source.integer(3) }, () =>
      createSample(ns.getValueSchema(), source, depth + 1),
    ).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (ns.isMapSchema()) {
    const keys = ['first key', '__proto__', 'k.1&='].slice(0, 1 + source.integer(3));
    const entries = keys.map((key) => [key, createSample(ns.getValueSchema(), source, depth + 1)]);
    return Object.fromEntries(entries);
  }
  return createSimple(ns, source);
}

function createStructure(ns: NormalizedSchema, source: SampleSource, depth: number): object {
  const members = [...ns.structIterator()].map(([name, member]) => [
    name,
    createSample(member, source, depth + 1),
  ]);
  // A union has exactly one member.
  const set = members.filter(([, value]) => value !== undefined);
  return Object.fromEntries(ns.isUnionSchema() ? set.slice(0, 1) : set);
}

function createSimple(ns: NormalizedSchema, source: SampleSource): unknown {
  const { httpHeader, httpResponseCode } = ns.getMergedTraits();
  if (httpResponseCode) return 202;
  if (ns.isBooleanSchema()) return source.integer(2) === 1;
  if (ns.isNumericSchema()) return source.integer(100_000);
  if (ns.isBigIntegerSchema()) return 2 ** 40 + source.integer(1000);
  if (ns.isTimestampSchema()) return new Date(1_700_000_000_000 + source.integer(10_000) * 1000);
  if (ns.isBlobSchema()) {
    return Uint8Array.from({ length: 1 + source.integer(40) }, () => source.integer(256));
  }
  // HTTP headers carry ASCII only.
  if (httpHeader) return `header-${source.integer(1000)}`;
  return TEXTS[source.integer(TEXTS.length)];
}
