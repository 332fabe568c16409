/**
 * The notation in which the facts are kept: {@link parseFacts} reads it, `scripts/generate-k8s.ts` writes it. A line is one resource,
 * subresource, schema or property, so that a new version of Kubernetes is a readable diff:
 *
 * ```text
 * resource deployments deployment Deployment Namespaced create,get,list short(deploy) categories(all)
 *   /scale autoscaling/v1/Scale get,patch,update
 * schema DeploymentSpec
 *   replicas int32
 *   selector! meta.v1.LabelSelector
 *   strategy DeploymentStrategy patch(retainKeys) = {}
 * ```
 *
 * `!` is required, `= x` a default in JSON, `[]T` a list, `{}T` a map; their values default to the zero of T unless a `*` stands
 * before it. `atomic`, `set`, `keys(a,b)` say how server-side apply merges, `patch(strategy:key)` how a strategic merge patch does.
 * `gvk(…)` gives a schema its kind, and `+ {…}` adds what the notation has no word for.
 */
import type { GroupVersionFacts, GroupVersionKindFact, OpenApiSchema, ResourceFact, SubresourceFact } from './schema.js';

/** Where a text of facts belongs: its own group-version, and what the packages that it mentions are called in full. */
export interface FactsContext {
  readonly group: string;
  readonly version: string;
  /** The package of the schemas: `io.k8s.api.apps.v1`. */
  readonly home: string;
  /** From the short name of a package (`core.v1`) to its name in OpenAPI. */
  readonly packages: Readonly<Record<string, string>>;
}

/** The scalar types by their word. */
export const scalarTypes: Readonly<Record<string, OpenApiSchema>> = {
  string: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  time: { type: 'string', format: 'date-time' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  integer: { type: 'integer' },
  double: { type: 'number', format: 'double' },
  number: { type: 'number' },
  object: { type: 'object' },
  list: { type: 'array' },
  any: {},
};

/** What a value of a list or map is when nothing is said, as Go's zero value; `undefined` where there is none. */
export function zeroOf(schema: OpenApiSchema): unknown {
  if (schema.$ref !== undefined) return {};
  return { string: '', integer: 0, number: 0, boolean: false }[schema.type ?? ''];
}

/** Adds a default; beside one a reference has to be wrapped. */
export function withDefault(schema: OpenApiSchema, value: unknown): OpenApiSchema {
  return schema.$ref === undefined ? { ...schema, default: value } : { allOf: [schema], default: value };
}

/**
 * Reads the facts of one group-version.
 *
 * @throws Error where a line is not of the notation: the facts were edited by hand.
 */
export function parseFacts(text: string, context: FactsContext): GroupVersionFacts {
  const resources: ResourceFact[] = [];
  const schemas = new Map<string, OpenApiSchema>();
  for (const block of text.trim().split(/\n(?=\S)/)) {
    const [head = '', ...lines] = block.split('\n').map((line) => line.trim());
    const [word, name = '', ...rest] = tokensOf(head);
    if (word === 'resource') resources.push(parseResource([name, ...rest], lines, context));
    else if (word === 'schema') schemas.set(`${context.home}.${name}`, parseSchema(rest, lines, context));
    else throw new Error(`the facts of ${context.home} have a line that starts neither a resource nor a schema: ${head}`);
  }
  return { resources, schemas };
}

/** The words of a line: a blank parts them, but not within parentheses, and what follows `=` or `+` is one word. */
function tokensOf(line: string): string[] {
  return line.match(/[=+] .*$|[^\s(]*\([^)]*\)|\S+/g) ?? [];
}

/** `a(b)` taken apart; the argument is `undefined` where there is none. */
function callOf(token: string): { name: string; argument: string | undefined } {
  const open = token.indexOf('(');
  return open < 0 ? { name: token, argument: undefined } : { name: token.slice(0, open), argument: token.slice(open + 1, -1) };
}

const listOf = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(','));

function argumentOf(tokens: readonly string[], name: string): string[] {
  return listOf(tokens.map(callOf).find((call) => call.name === name)?.argument);
}

function parseResource(head: readonly string[], lines: readonly string[], context: FactsContext): ResourceFact {
  const [plural = '', singular = '', kind = '', scope, verbs, ...rest] = head;
  return {
    group: context.group,
    version: context.version,
    kind,
    plural,
    singular,
    scope: scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
    verbs: listOf(verbs),
    shortNames: argumentOf(rest, 'short'),
    categories: argumentOf(rest, 'categories'),
    subresources: lines.map((line) => parseSubresource(line, context)),
  };
}

function parseSubresource(line: string, context: FactsContext): SubresourceFact {
  const [path = '', kind = '', verbs] = tokensOf(line);
  return { name: path.slice(1), kind: parseKind(kind, context), verbs: listOf(verbs) };
}

/** `Pod` of this group-version, `v1/Pod` of the core group, `apps/v1/Deployment`. */
function parseKind(text: string, { group, version }: FactsContext): GroupVersionKindFact {
  const [kind = '', inVersion, inGroup] = text.split('/').reverse();
  return inVersion === undefined ? { group, version, kind } : { group: inGroup ?? '', version: inVersion, kind };
}

function parseSchema(head: readonly string[], lines: readonly string[], context: FactsContext): OpenApiSchema {
  const [first] = head;
  if (first?.startsWith('= ') === true) return parseJson(first); // no object: the schema itself
  const properties: Record<string, OpenApiSchema> = {};
  const required: string[] = [];
  for (const line of lines) {
    const [name = '', type = '', ...rest] = tokensOf(line);
    const bare = name.replace(/!$/, '');
    if (bare !== name) required.push(bare);
    properties[bare] = attributed(parseType(type, context), rest, context);
  }
  const schema: OpenApiSchema = {
    type: 'object',
    ...(required.length > 0 && { required }),
    ...(lines.length > 0 && { properties }),
  };
  return attributed(schema, head, context);
}

// The texts are part of this package and are written by its generator: their JSON is of this type.
const parseJson = (token: string): OpenApiSchema => JSON.parse(token.slice(2)) as OpenApiSchema;

function parseType(text: string, context: FactsContext): OpenApiSchema {
  if (text.startsWith('[]')) return { type: 'array', items: parseValue(text.slice(2), context) };
  if (text.startsWith('{}')) return { type: 'object', additionalProperties: parseValue(text.slice(2), context) };
  if (text.startsWith('enum(')) return { type: 'string', enum: text.slice('enum('.length, -1).split('|').map(unquoted) };
  return scalarTypes[text] ?? { $ref: `#/components/schemas/${fullName(text, context)}` };
}

/** An empty value of an enum is written as two quotes. */
const unquoted = (value: string): string => (value === "''" ? '' : value);

function parseValue(text: string, context: FactsContext): OpenApiSchema {
  if (text.startsWith('*')) return parseType(text.slice(1), context);
  const schema = parseType(text, context);
  const zero = zeroOf(schema);
  return zero === undefined ? schema : withDefault(schema, zero);
}

function fullName(text: string, { home, packages }: FactsContext): string {
  const dot = text.lastIndexOf('.');
  if (dot < 0) return `${home}.${text}`;
  const short = text.slice(0, dot);
  return `${packages[short] ?? short}${text.slice(dot)}`;
}

/** The schema with what the words after its type say. */
function attributed(schema: OpenApiSchema, tokens: readonly string[], context: FactsContext): OpenApiSchema {
  return tokens.reduce((known, token) => {
    if (token.startsWith('= ')) return withDefault(known, JSON.parse(token.slice(2)));
    return beside(known, token.startsWith('+ ') ? parseJson(token) : attributeOf(token, known, context));
  }, schema);
}

/** Siblings of a reference: it has to be wrapped first. */
function beside(schema: OpenApiSchema, siblings: OpenApiSchema): OpenApiSchema {
  return schema.$ref === undefined ? { ...schema, ...siblings } : { allOf: [schema], ...siblings };
}

function attributeOf(token: string, schema: OpenApiSchema, context: FactsContext): OpenApiSchema {
  const { name, argument = '' } = callOf(token);
  switch (name) {
    case 'atomic':
    case 'granular':
    case 'set':
      return schema.type === 'array' || schema.type === 'string' ? { 'x-kubernetes-list-type': name } : { 'x-kubernetes-map-type': name };
    case 'keys':
      return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': listOf(argument) };
    case 'patch':
      return patchOf(argument);
    case 'gvk':
      return { 'x-kubernetes-group-version-kind': listOf(argument).map((kind) => parseKind(kind, context)) };
    default:
      throw new Error(`the facts of ${context.home} have an unknown word: ${token}`);
  }
}

function patchOf(argument: string): OpenApiSchema {
  const [strategy = '', key] = argument.split(':');
  return { 'x-kubernetes-patch-strategy': strategy, ...(key !== undefined && { 'x-kubernetes-patch-merge-key': key }) };
}
