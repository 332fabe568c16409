/**
 * `docs/errors.md`, written from the tables of the packages and the classes and guards that their sources declare.
 * Enter at {@link errorPage}.
 */
import { posix } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { tableFile, type Documented } from './error-codes.js';
import { root } from '../workspace.js';

const head = `# Errors

Every error of these packages is a \`KubeError\`: it has a \`code\` for programs, a \`message\` for people, and the \`cause\` underneath. Ask with the
guards, or with \`hasCode(error, 'tls')\`, and not with \`instanceof\`: they also know the errors of a second installed copy. What a signal was
aborted with is thrown as it is.

This page is written from \`${tableFile}\` of each package by \`pnpm generate:errors\`.
`;

/** @returns the page, formatted as the rest of the repository is. */
export async function errorPage(packages: readonly Documented[]): Promise<string> {
  const chapters = packages.filter(({ table }) => Object.keys(table).length > 0).map(chapterOf);
  const options = await resolveConfig(posix.join(root, 'docs/errors.md'));
  return format([head, ...chapters].join('\n'), { ...options, parser: 'markdown' });
}

function chapterOf({ name, table, codes }: Documented): string {
  const entries = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  const named = (code: string, as: string): string[] => [
    ...new Set(codes.uses.filter((use) => use.code === code && use.as === as).map((use) => `\`${use.name}\``)),
  ];
  const sections = entries.map(([code, { means, remedy }]) => {
    const [classes, guards] = [named(code, 'class'), named(code, 'guard')];
    const asked = guards.length === 0 ? '' : `; ask with ${guards.join(' or ')}`;
    const kind = classes.length === 0 ? '' : `Class ${classes.join(', ')}${asked}.\n\n`;
    return `### \`${code}\`\n\n${kind}${means}\n\n**What to do:** ${remedy}\n`;
  });
  return `## ${name}\n\n${sections.join('\n')}`;
}
