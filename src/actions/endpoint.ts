/** The cache's address, for clients. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}
