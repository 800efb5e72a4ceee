/** The result of matching a path against a template of the model. */
export interface PathMatch {
  /** Decoded values by label. */
  readonly labels: ReadonlyMap<string, string>;
  readonly literals: number;
}

/** Matches a percent-encoded path against a template (`/functions/{FunctionName}`; `{Key+}` takes the rest). */
export function matchPath(template: string, path: string): PathMatch | undefined {
  const expected = toSegments(template);
  const segments = toSegments(path);
  const labels = new Map<string, string>();
  let literals = 0;
  for (const [index, part] of expected.entries()) {
    const label = /^\{(\w+)(\+?)\}$/.exec(part);
    const isGreedy = label?.[2] === '+';
    const segment = isGreedy ? segments.slice(index).join('/') : segments[index];
    if (!segment) return undefined;
    if (label) {
      const value = decodeSegment(segment);
      if (value === undefined) return undefined;
      labels.set(label[1] ?? '', value);
      if (isGreedy) return { labels, literals };
      continue;
    }
    if (segment !== part) return undefined;
    literals += 1;
  }
  return segments.length === expected.length ? { labels, literals } : undefined;
}

/** Accepts a slash at the end: botocore's paths have one where the SDK's do not. */
function toSegments(path: string): string[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/');
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
