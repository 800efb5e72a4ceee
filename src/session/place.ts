/** Where a lab is: the head of every result. */
export interface Place {
  /** Empty for the default lab. */
  readonly lab: string;
  readonly region: string;
  readonly account: string;
  readonly local: boolean;
}
