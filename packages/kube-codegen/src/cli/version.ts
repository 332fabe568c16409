/** The version of the package that this program belongs to: {@link version}. */
import { existsSync, readFileSync } from 'node:fs';

/** Its package.json is above `dist`, whatever file of it this stands in, and above `src`. */
export function version(): string {
  const above = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const own = above.find((url) => existsSync(url));
  if (own === undefined) return 'unknown';
  const manifest: unknown = JSON.parse(readFileSync(own, 'utf8'));
  return String(Reflect.get(Object(manifest) as object, 'version'));
}
