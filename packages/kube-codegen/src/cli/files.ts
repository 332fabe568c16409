/** Texts of files as the commands read them: {@link readText}, {@link textOrNone}. */
import { readFileSync } from 'node:fs';

/** @throws what the system says of a file that is there and cannot be read: a folder, or one without the right to. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code: unknown = Reflect.get(Object(error) as object, 'code');
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined; // whoever asked says that there is no such file
    throw error;
  }
}

/** The text to show lines of. */
export function textOrNone(path: string): string | undefined {
  try {
    return readText(path);
  } catch {
    return undefined; // the finding says why
  }
}

/** A path as generated files and findings have it. */
export const withSlashes = (path: string): string => path.replaceAll('\\', '/');
