/** The place of a lab, with which every result begins. */
export interface Place {
  /** The lab's name; empty for the default lab. */
  readonly lab: string;
  readonly region: string;
  readonly account: string;
  readonly local: boolean;
}
