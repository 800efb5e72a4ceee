/** Something that AWS does not document, and the ways in which AWS may behave. The endpoint can play each of them. */
export interface Assumption {
  /** The alternative that the endpoint plays unless a caller asks for another one. */
  readonly assumed: string;
  /** What the endpoint plays instead of `assumed` with the pace `real`, if that differs. */
  readonly assumedAtRealPace?: string;
  /** Each way in which AWS may behave, by name, in one sentence. */
  readonly alternatives: Readonly<Record<string, string>>;
  readonly source: string;
  /**
   * How sure the assumed alternative is. `observed`: users report it. `inferred`: it follows from documents or
   * code. `contested`: sources disagree. `guessed`: no source.
   */
  readonly confidence: 'observed' | 'inferred' | 'contested' | 'guessed';
  /** How a program with access to an account can find out which alternative is true there. Null: it cannot. */
  readonly probe: string | null;
}

/** The assumptions of one topic, by id. */
export type AssumptionTable = Readonly<Record<string, Assumption>>;
