/**
 * What a project says once instead of in every call: {@link defineConfig}, checked by {@link checkConfig}.
 */
import { checkOptions, type Rule, type Rules, rules } from 'kube-core/support';
import type { ConversionOptions } from './generate.js';
import { parseTarget } from './check/target.js';

/** The configuration of a project. Paths are relative to the file that holds it. */
export interface CodegenConfig {
  /** The sources: paths, where `*` stands for any characters of a name and `**` for any folders. */
  readonly files: readonly string[];
  /** The oldest Kubernetes that the definitions are installed on, `1.30` for example: what it does not know is a finding. By default none. */
  readonly target?: string;
  /** The folder for the YAML of all definitions. By default `crds` beside each source. */
  readonly crds?: string;
  /** The folder for a JSON Schema of each version that is served, for editors. By default none is written. */
  readonly jsonSchemas?: string;
  /** The folder for a page of Markdown about each kind: all its fields. By default none is written. */
  readonly reference?: string;
  /** How servers convert, by the names of definitions; takes the place of `@conversion`, where installations differ. */
  readonly conversion?: Readonly<Record<string, ConversionOptions>>;
}

/**
 * The configuration of a project, as `kube-codegen.config.ts` exports it by default. The file is read and not run: what it says are
 * literals and constants.
 *
 * @returns what it was given; it only gives editors the type.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'kube-codegen';
 *
 * export default defineConfig({ files: ['src/**\/*.crd.ts'], crds: 'deploy/crds', target: '1.30' });
 * ```
 */
export const defineConfig = (config: CodegenConfig): CodegenConfig => config;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const paths: Rule = {
  fits: (value) => Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && each !== ''),
  wanted: 'a list of paths',
};
const path: Rule = { fits: (value) => typeof value === 'string' && value !== '', wanted: 'a path' };
const target: Rule = {
  fits: (value) => typeof value === 'string' && parseTarget(value) !== undefined,
  wanted: "a version of Kubernetes from '1.25', as a string: '1.30'",
};
const conversion: Rule = {
  fits: (value) =>
    isObject(value) && Object.values(value).every((each) => isObject(each) && (each.strategy === 'None' || each.strategy === 'Webhook')),
  wanted: "by the name of a definition: { strategy: 'Webhook', service: { namespace, name } } or { strategy: 'None' }",
};

const configRules: Rules<CodegenConfig> = { files: paths, target, crds: path, jsonSchemas: path, reference: path, conversion };
const service: Rule = {
  fits: (value) => isObject(value) && typeof value.namespace === 'string' && typeof value.name === 'string',
  wanted: '{ namespace, name }',
};
const conversionRules: Rules<ConversionOptions> = {
  strategy: rules.text,
  url: rules.text,
  service,
  caBundle: rules.text,
  reviewVersions: paths,
};

const isConfig = (value: unknown): value is CodegenConfig => isObject(value) && paths.fits(value.files);

/**
 * @param where - The file, as a message names it.
 * @throws KubeError for what is no configuration, or has a field that there is not.
 */
export function checkConfig(value: unknown, where: string): CodegenConfig {
  const given = isObject(value) ? value : {};
  checkOptions<Readonly<Record<string, unknown>>>(where, given, configRules);
  for (const each of Object.values(isObject(given.conversion) ? given.conversion : {}))
    if (isObject(each)) checkOptions<Readonly<Record<string, unknown>>>(`${where}: conversion`, each, conversionRules);
  if (!isConfig(value)) throw new TypeError(`${where} names no files: it needs files: ['src/**/*.crd.ts']`);
  return value;
}
