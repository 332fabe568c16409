/**
 * Compiles the TypeScript of the documentation against the sources, all of it in one program of files that exist only in memory,
 * and says each error where a writer finds it: in the Markdown. Enter at {@link docProblems}.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { workspaceOptions } from '../compiler.js';
import type { Fence } from './fences.js';
import { root } from '../workspace.js';

/** A module made of one fence and those that continue it. */
export interface Chapter {
  /** Where it pretends to stand, so that its imports resolve. */
  readonly name: string;
  readonly fences: Fence[];
}

/** Where documents outside of the examples pretend to stand: packages resolve by name, and `./website.gen.js` is the example's. */
const home = 'examples/website';

/**
 * @param fences - In the order of their files.
 * @returns one line a problem, `file:line: what is wrong`.
 */
export function docProblems(fences: readonly Fence[]): string[] {
  const odd = fences.filter(({ info }) => info !== '' && info !== 'continued');
  const orphans = fences.filter((fence, at) => fence.info === 'continued' && fences[at - 1]?.path !== fence.path);
  return [
    ...odd.map(({ path, line, info }) => `${path}:${line - 1}: \`\`\`ts ${info}: every fence compiles; only "continued" may follow ts`),
    ...orphans.map(({ path, line }) => `${path}:${line - 1}: continues no fence: there is none before it`),
    ...compileProblems(chaptersOf(fences)),
  ];
}

/** The modules that the fences make. */
export function chaptersOf(fences: readonly Fence[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const fence of fences) {
    const before = chapters.at(-1);
    if (fence.info === 'continued' && before?.fences[0]?.path === fence.path) before.fences.push(fence);
    else chapters.push({ name: posix.join(root, homeOf(fence), `fence-${chapters.length}.ts`), fences: [fence] });
  }
  return chapters;
}

const homeOf = (fence: Fence): string => (fence.path.startsWith('examples/') ? posix.dirname(fence.path) : home);

/** The module's text. */
export const textOf = (chapter: Chapter): string => chapter.fences.map(({ code }) => `${code}\n`).join('');

function compileProblems(chapters: readonly Chapter[]): string[] {
  const texts = new Map(chapters.map((chapter) => [chapter.name, textOf(chapter)]));
  const options = compilerOptions();
  const program = ts.createProgram({ rootNames: [...texts.keys()], options, host: hostWith(texts, options) });
  return chapters.flatMap((chapter) => {
    const file = program.getSourceFile(chapter.name);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map((diagnostic) => `${placeOf(chapter, diagnostic)}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`);
  });
}

/** The workspace's own options, without what only a whole program can satisfy: a fence may name a value and stop there. */
const compilerOptions = (): ts.CompilerOptions => ({
  ...workspaceOptions(),
  noUnusedLocals: false,
  noUnusedParameters: false,
  moduleDetection: ts.ModuleDetectionKind.Force,
});

function hostWith(texts: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const disk = ts.createCompilerHost(options);
  return {
    ...disk,
    fileExists: (name) => texts.has(name) || disk.fileExists(name),
    readFile: (name) => texts.get(name) ?? disk.readFile(name),
    getSourceFile: (name, language) => {
      const text = texts.get(name);
      return text === undefined ? disk.getSourceFile(name, language) : ts.createSourceFile(name, text, language);
    },
  };
}

/** The file and line of a diagnostic in the document. */
function placeOf(chapter: Chapter, diagnostic: ts.Diagnostic): string {
  let left = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
  for (const fence of chapter.fences) {
    const length = fence.code.split('\n').length;
    if (left < length) return `${fence.path}:${fence.line + left}`;
    left -= length;
  }
  return chapter.fences[0]?.path ?? chapter.name;
}
