/**
 * Constants of the source, without running any of it: members of enums, `as const` arrays and objects, arithmetic of literals. Enter at
 * {@link constantOf}.
 */
import { ts } from 'ts-morph';
import type { Project, Unit } from '../project.js';

type Literal = string | number | boolean | null;

/** What an expression is known to be. */
export type Constant =
  | { readonly is: 'value'; readonly value: Literal }
  | { readonly is: 'list'; readonly items: readonly Constant[] }
  | { readonly is: 'object'; readonly fields: ReadonlyMap<string, Constant> };

/** Where an expression stands. */
export interface ConstantScope {
  readonly project: Project;
  readonly unit: Unit;
  /** Members of the enum around it, by their names. */
  readonly members?: ReadonlyMap<string, Literal>;
  /** How many constants this one is in: constants may name each other in a circle. */
  readonly depth?: number;
}

const maxDepth = 64;
const value = (literal: Literal): Constant => ({ is: 'value', value: literal });

/** The value, or undefined where only a run of the program could tell. */
export function constantOf(node: ts.Expression, around: ConstantScope): Constant | undefined {
  const scope = { ...around, depth: (around.depth ?? 0) + 1 };
  if (scope.depth > maxDepth) return undefined;
  const inner = withoutAssertions(node);
  if (ts.isStringLiteralLike(inner)) return value(inner.text);
  if (ts.isNumericLiteral(inner)) return value(Number(inner.text.replaceAll('_', '')));
  if (inner.kind === ts.SyntaxKind.TrueKeyword) return value(true);
  if (inner.kind === ts.SyntaxKind.FalseKeyword) return value(false);
  if (inner.kind === ts.SyntaxKind.NullKeyword) return value(null);
  if (ts.isPrefixUnaryExpression(inner)) return unary(inner, scope);
  if (ts.isBinaryExpression(inner)) return binary(inner, scope);
  if (ts.isTemplateExpression(inner)) return template(inner, scope);
  if (ts.isArrayLiteralExpression(inner)) return list(inner, scope);
  if (ts.isObjectLiteralExpression(inner)) return object(inner, scope);
  if (ts.isIdentifier(inner)) return ofName(inner.text, scope);
  return ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner) ? access(inner, scope) : undefined;
}

function withoutAssertions(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** Whether `as const` keeps what is written as it is written. */
export function isConst(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node)) return isConst(node.expression);
  const type = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) ? node.type : undefined;
  return type !== undefined && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === 'const';
}

function literalOf(node: ts.Expression, scope: ConstantScope): Literal | undefined {
  const constant = constantOf(node, scope);
  return constant?.is === 'value' ? constant.value : undefined;
}

function unary(node: ts.PrefixUnaryExpression, scope: ConstantScope): Constant | undefined {
  const operand = literalOf(node.operand, scope);
  if (typeof operand !== 'number') return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return value(-operand);
  if (node.operator === ts.SyntaxKind.TildeToken) return value(~operand);
  return node.operator === ts.SyntaxKind.PlusToken ? value(operand) : undefined;
}

const operators: Readonly<Partial<Record<ts.SyntaxKind, (a: number, b: number) => number>>> = {
  [ts.SyntaxKind.PlusToken]: (a, b) => a + b,
  [ts.SyntaxKind.MinusToken]: (a, b) => a - b,
  [ts.SyntaxKind.AsteriskToken]: (a, b) => a * b,
  [ts.SyntaxKind.SlashToken]: (a, b) => a / b,
  [ts.SyntaxKind.PercentToken]: (a, b) => a % b,
  [ts.SyntaxKind.AsteriskAsteriskToken]: (a, b) => a ** b,
  [ts.SyntaxKind.LessThanLessThanToken]: (a, b) => a << b,
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: (a, b) => a >> b,
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: (a, b) => a >>> b,
  [ts.SyntaxKind.AmpersandToken]: (a, b) => a & b,
  [ts.SyntaxKind.BarToken]: (a, b) => a | b,
  [ts.SyntaxKind.CaretToken]: (a, b) => a ^ b,
};

function binary({ left, right, operatorToken }: ts.BinaryExpression, scope: ConstantScope): Constant | undefined {
  const [a, b] = [literalOf(left, scope), literalOf(right, scope)];
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operators[operatorToken.kind]?.(a, b);
    return result === undefined || !Number.isFinite(result) ? undefined : value(result);
  }
  const isText = (typeof a === 'string' && isTextual(b)) || (typeof b === 'string' && isTextual(a));
  return isText && operatorToken.kind === ts.SyntaxKind.PlusToken ? value(`${String(a)}${String(b)}`) : undefined;
}

const isTextual = (literal: Literal | undefined): boolean => typeof literal === 'string' || typeof literal === 'number';

function template({ head, templateSpans }: ts.TemplateExpression, scope: ConstantScope): Constant | undefined {
  const parts = templateSpans.map(({ expression, literal }) => {
    const inner = literalOf(expression, scope);
    return isTextual(inner) ? `${String(inner)}${literal.text}` : undefined;
  });
  return parts.includes(undefined) ? undefined : value(head.text + parts.join(''));
}

function list({ elements }: ts.ArrayLiteralExpression, scope: ConstantScope): Constant | undefined {
  const items: Constant[] = [];
  for (const element of elements) {
    const item = constantOf(ts.isSpreadElement(element) ? element.expression : element, scope);
    if (item === undefined || (ts.isSpreadElement(element) && item.is !== 'list')) return undefined;
    if (item.is === 'list' && ts.isSpreadElement(element)) items.push(...item.items);
    else items.push(item);
  }
  return { is: 'list', items };
}

function object({ properties }: ts.ObjectLiteralExpression, scope: ConstantScope): Constant | undefined {
  const fields = new Map<string, Constant>();
  for (const property of properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = constantOf(property.expression, scope);
      if (spread?.is !== 'object') return undefined;
      for (const [name, field] of spread.fields) fields.set(name, field);
      continue;
    }
    const name = nameOf(property.name, scope);
    const field = fieldOf(property, scope);
    if (name === undefined || field === undefined) return undefined;
    fields.set(name, field);
  }
  return { is: 'object', fields };
}

function fieldOf(property: ts.ObjectLiteralElementLike, scope: ConstantScope): Constant | undefined {
  if (ts.isPropertyAssignment(property)) return constantOf(property.initializer, scope);
  return ts.isShorthandPropertyAssignment(property) ? ofName(property.name.text, scope) : undefined;
}

function nameOf(name: ts.PropertyName, scope: ConstantScope): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  const computed = ts.isComputedPropertyName(name) ? literalOf(name.expression, scope) : undefined;
  return computed === undefined || computed === null ? undefined : String(computed);
}

/** The names of a constant object, whatever its values are: what `keyof typeof` asks for. */
export function namesOf(node: ts.Expression, scope: ConstantScope): string[] | undefined {
  const inner = withoutAssertions(node);
  if (!ts.isObjectLiteralExpression(inner)) return undefined;
  const names: string[] = [];
  for (const property of inner.properties) {
    const own = ts.isSpreadAssignment(property) ? spreadNames(property, scope) : nameOf(property.name, scope);
    if (own === undefined) return undefined;
    names.push(...(typeof own === 'string' ? [own] : own));
  }
  return [...new Set(names)];
}

function spreadNames({ expression }: ts.SpreadAssignment, scope: ConstantScope): string[] | undefined {
  const spread = constantOf(expression, scope);
  return spread?.is === 'object' ? [...spread.fields.keys()] : undefined;
}

function ofName(name: string, scope: ConstantScope): Constant | undefined {
  if (name === 'NaN' || name === 'Infinity' || name === 'undefined') return undefined;
  const member = scope.members?.get(name);
  if (member !== undefined) return value(member);
  const found = scope.project.resolve(scope.unit, [name]);
  const declaration = found.is === 'declared' ? found.declarations.find((each) => ts.isVariableDeclaration(each)) : undefined;
  if (found.is !== 'declared' || declaration === undefined) return undefined;
  const { initializer } = declaration;
  return initializer === undefined
    ? undefined
    : constantOf(initializer, { project: scope.project, unit: found.unit, depth: scope.depth ?? 0 });
}

function access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, scope: ConstantScope): Constant | undefined {
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : literalOf(node.argumentExpression, scope);
  if (ts.isIdentifier(node.expression)) {
    const found = scope.project.resolve(scope.unit, [node.expression.text]);
    const enums = found.is === 'declared' ? found.declarations.filter((each) => ts.isEnumDeclaration(each)) : [];
    if (found.is === 'declared' && enums.length > 0) {
      const members = enumMembers(enums, { project: scope.project, unit: found.unit, depth: scope.depth ?? 0 });
      const literal = 'problem' in members ? undefined : members.values.get(String(name));
      return literal === undefined ? undefined : value(literal);
    }
  }
  const object = constantOf(node.expression, scope);
  if (object?.is === 'object') return object.fields.get(String(name));
  return object?.is === 'list' && typeof name === 'number' ? object.items[name] : undefined;
}

/** The values of all members, or the first of which nobody can know the value. */
export function enumMembers(
  declarations: readonly ts.EnumDeclaration[],
  scope: ConstantScope,
): { readonly values: ReadonlyMap<string, string | number> } | { readonly problem: ts.EnumMember } {
  const values = new Map<string, string | number>();
  for (const { members } of declarations) {
    let next: number | undefined = 0;
    for (const member of members) {
      const literal: Literal | undefined =
        member.initializer === undefined ? next : literalOf(member.initializer, { ...scope, members: values });
      const name = nameOf(member.name, scope);
      if ((typeof literal !== 'string' && typeof literal !== 'number') || name === undefined) return { problem: member };
      next = typeof literal === 'number' ? literal + 1 : undefined;
      values.set(name, literal);
    }
  }
  return { values };
}
