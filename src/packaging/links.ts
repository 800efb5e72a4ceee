import { posix } from 'node:path';

/** Whether a link, named by its path in the package, leads to a place in the package. */
export function staysInside(name: string, target: string): boolean {
  if (target === '' || posix.isAbsolute(target)) return false;
  const place = posix.join(posix.dirname(name), target);
  return place !== '..' && !place.startsWith('../');
}
