/** The package that this program belongs to: {@link homeOf} finds its files, {@link version} is its version. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * A file or a folder of the package, by its path from there. The package is above `dist`, whatever file of it this stands in, and above `src`.
 *
 * @returns where it is; `undefined` where it is not.
 */
export function homeOf(path: string): URL | undefined {
  return ['../', '../../'].map((above) => new URL(`${above}${path}`, import.meta.url)).find((url) => existsSync(url));
}

/** The version of the package. */
export function version(): string {
  const own = homeOf('package.json');
  if (own === undefined) return 'unknown';
  const manifest: unknown = JSON.parse(readFileSync(own, 'utf8'));
  return String(Reflect.get(Object(manifest) as object, 'version'));
}
