/**
 * The rules of a schema, compiled once: what `x-kubernetes-validations` says at each place of it.
 * Enter at {@link rulesOf}.
 */
import type { Environment } from '@marcbachmann/cel-js';
import { parseType } from './check/type.js';
import { type CompileScope, type Compiled, type Program, compileExpression } from './compile.js';
import { kubernetesEnvironment } from './library.js';
import { type Classes, type Declare, type Shape, declareShape } from './types.js';
import { anywhere } from '../descend.js';
import type { Schema, ValidationRule } from '../types.js';

/** One rule, ready to run. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program: Program;
  readonly message: Program | undefined;
}

/** The rules at one place and the places below it that have some. */
export interface RuleNode {
  readonly schema: Schema;
  readonly shape: Shape | undefined;
  readonly rules: readonly CompiledRule[];
  readonly properties: ReadonlyMap<string, RuleNode>;
  readonly additional: RuleNode | undefined;
  readonly items: RuleNode | undefined;
}

/** Whether there is a rule anywhere in a schema. */
export const hasRules = anywhere((schema) => (schema['x-kubernetes-validations'] ?? []).length > 0);

/** What is special about the place of a schema. */
export interface RulesOptions {
  /** Whether it describes a whole object: rules see its apiVersion, kind and name. */
  readonly root?: boolean;
}

const compiled = { root: new WeakMap<Schema, RuleNode>(), part: new WeakMap<Schema, RuleNode>() };

/** The rules of a schema; those that do not compile are left out, for `checkStructural` to report. */
export function rulesOf(schema: Schema, options: RulesOptions = {}): RuleNode {
  const cache = options.root === true ? compiled.root : compiled.part;
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const types = typesOf(schema, options);
  const node = nodeOf(schema, types);
  cache.set(schema, node);
  return node;
}

/** Types first: an environment takes no more of them once it has been cloned. */
export interface Types {
  readonly environment: Environment;
  readonly classes: Classes;
  readonly declare: Declare;
}

/** Declares everything that the rules of a schema can see. */
export function typesOf(schema: Schema, options: RulesOptions = {}): Types {
  const environment = kubernetesEnvironment().clone();
  const classes: Classes = new Map();
  const declare = declareShape(environment, classes);
  declareRuled(schema, declare, options);
  return { environment, classes, declare };
}

function declareRuled(schema: Schema, declare: Declare, options: RulesOptions = {}): void {
  if (!hasRules(schema)) return;
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) declare(schema, options);
  for (const property of Object.values(schema.properties ?? {})) declareRuled(property, declare);
  if (typeof schema.additionalProperties === 'object') declareRuled(schema.additionalProperties, declare);
  if (schema.items !== undefined) declareRuled(schema.items, declare);
}

function nodeOf(schema: Schema, types: Types): RuleNode {
  const below = (child: Schema | undefined): RuleNode | undefined =>
    child !== undefined && hasRules(child) ? nodeOf(child, types) : undefined;
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const node = below(property);
    return node === undefined ? [] : [[name, node] as const];
  });
  return {
    schema,
    ...compiledRules(schema, types),
    properties: new Map(properties),
    additional: typeof schema.additionalProperties === 'object' ? below(schema.additionalProperties) : undefined,
    items: below(schema.items),
  };
}

function compiledRules(schema: Schema, types: Types): Pick<RuleNode, 'rules' | 'shape'> {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const shape = rules.length === 0 ? undefined : types.declare(schema);
  if (shape === undefined) return { rules: [], shape };
  return { shape, rules: rules.flatMap((rule) => compiledRule(rule, compileRule(rule, shape, types))) };
}

function compiledRule(rule: ValidationRule, { condition, message }: CompiledParts): readonly CompiledRule[] {
  if (!('program' in condition)) return [];
  return [{ rule, program: condition.program, message: message !== undefined && 'program' in message ? message.program : undefined }];
}

/** Both expressions of a rule, each a program or a problem. */
export interface CompiledParts {
  readonly condition: Compiled;
  readonly message: Compiled | undefined;
}

/** Compiles the expressions of one rule about a value of this shape. */
export function compileRule(rule: ValidationRule, shape: Shape, types: Types): CompiledParts {
  const scope = scopeOf(shape.type, rule.optionalOldSelf === true ? `optional<${shape.type}>` : shape.type, types);
  return {
    condition: compileExpression(rule.rule, scope, 'bool'),
    message: rule.messageExpression === undefined ? undefined : compileExpression(rule.messageExpression, scope, 'string'),
  };
}

/** Where expressions about a `self` of this type are compiled. */
export function scopeOf(self: string, oldSelf: string, { environment, classes }: Types): CompileScope {
  return {
    environment: environment.clone().registerVariable('self', self).registerVariable('oldSelf', oldSelf),
    lax: () => environment.clone().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn'),
    names: { variables: { self: parseType(self), oldSelf: parseType(oldSelf) }, fieldsOf: (type) => classes.get(type) },
  };
}
