/** Parses the name-value pairs of a query string or form. Returns undefined if they are not encoded correctly. */
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

/** Percent-encodes a text by RFC 3986. `encodeURIComponent` leaves `!'()*` unencoded. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
