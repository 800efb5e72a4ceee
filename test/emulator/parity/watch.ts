/** An input that records which of its members are read. */
export interface Watched {
  readonly input: object;
  /** Paths such as `Tags.Key`, without indexes of lists and keys of maps. */
  readonly read: ReadonlySet<string>;
}

/**
 * Wraps an input. Reading a member of a structure counts as reading the member, reading an item as reading the
 * list.
 */
export function watch(input: object): Watched {
  const read = new Set<string>();
  const watched = new Proxy(wrap(input, '', read), {
    ownKeys: () => {
      throw new Error('It copies or lists its whole input: what it reads cannot be told.');
    },
  });
  return { input: watched, read };
}

/** Returns the paths of all set members, including those of structures. */
export function listPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => listPaths(item, path)))];
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (item === undefined) return [];
    const inside = path ? `${path}.${name}` : name;
    return [inside, ...listPaths(item, inside)];
  });
}

function wrap<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const item: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return item;
      const inside = Array.isArray(target) ? path : path ? `${path}.${key}` : key;
      if (!Array.isArray(target)) read.add(inside);
      return Array.isArray(item) || isPlain(item) ? wrap(item as object, inside, read) : item;
    },
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}
