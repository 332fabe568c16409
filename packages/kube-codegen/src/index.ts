/**
 * CustomResourceDefinitions and classes from TypeScript interfaces, for build scripts: {@link generate} compiles, {@link writeFiles} writes.
 * Most projects run `kube-codegen generate` instead.
 */
export { type CodegenConfig, defineConfig } from './config.js';
export { type ConversionOptions, generate, type GeneratedFile, type GenerateOptions, type Generation } from './generate.js';
export { formatDiagnostic, type Diagnostic, type DiagnosticCode, type Related, type TextOf } from './diagnostics.js';
export { importDefinitions, type Imported, type ImportSource } from './import/import.js';
export { diffTexts, type DefinitionDiff, type TextDiff } from './diff/texts.js';
export type { Change, Severity } from './diff/change.js';
export { validateTexts, type Validated } from './validate/validate.js';
export type { Origin } from './model/schema-node.js';
export { staleFiles, writeFiles } from './write.js';
