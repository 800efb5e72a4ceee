/** A request as it came, with its body read whole. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  /** Still percent-encoded, without the question mark. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A request before its body is read. */
export type RequestHead = Omit<WireRequest, 'body'>;

/** An answer; the server adds request id, date and length. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Name and value pairs of a query string or form, or undefined when its encoding is broken. */
export function parsePairs(text: string, plusIsSpace: boolean): [string, string][] | undefined {
  const decode = (part: string) =>
    decodeURIComponent(plusIsSpace ? part.replaceAll('+', ' ') : part);
  try {
    return text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at < 0) return [decode(pair), ''];
        return [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
      });
  } catch {
    return undefined;
  }
}
