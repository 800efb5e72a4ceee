/** What every JSON document of a command that succeeded begins with. */
export interface Envelope {
  readonly command: string;
  readonly ok: true;
  readonly lab: string;
  readonly region: string;
  readonly account: string;
  readonly local: boolean;
}
