/**
 * The links of Markdown that point at files of this repository. Enter at {@link linkProblems}.
 */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../workspace.js';

/** `[words](target)` outside of code, the target without title; addresses and anchors of the same page are not asked for. */
const link = /\]\((?!\w+:|#|\/\/)([^)\s#]+)(?:#[^)\s]*)?(?:\s+"[^"]*")?\)/g;

/**
 * @param path - A Markdown file, from the root.
 * @param text - Its text.
 * @returns one line for each link whose file is not there.
 */
export function linkProblems(path: string, text: string): string[] {
  let fenced = false;
  return text.split('\n').flatMap((line, at) => {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (fenced) return [];
    const targets = [...line.replace(/`[^`]*`/g, '').matchAll(link)].map(([, target = '']) => target);
    const dead = targets.filter((target) => !existsSync(join(root, posix.dirname(path), decodeURI(target))));
    return dead.map((target) => `${path}:${at + 1}: links to ${target}, which is not there`);
  });
}
