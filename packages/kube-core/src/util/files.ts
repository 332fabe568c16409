/**
 * Files, for code that every program loads: {@link files}. Importing `node:fs` by name loads all streams of Node, 3 MB of them.
 */

/** `node:fs`. */
export const files = () => process.getBuiltinModule('node:fs');
