// Strips types from one file, as tsx and tsc do, so that tests need no build.
import { createHash } from 'node:crypto';
import ts from 'typescript';

const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  inlineSourceMap: true,
  inlineSources: true,
};

export default {
  process: (source, fileName) => ({ code: ts.transpileModule(source, { fileName, compilerOptions }).outputText }),
  getCacheKey: (source, fileName) =>
    createHash('sha256').update(ts.version).update(JSON.stringify(compilerOptions)).update(fileName).update(source).digest('hex'),
};
