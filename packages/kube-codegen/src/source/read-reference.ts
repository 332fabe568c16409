/**
 * A name → what it stands for: a declaration of the user's, a type of kube-core, a generic of TypeScript's library. Enter at
 * {@link readReference}.
 */
import { ts } from 'ts-morph';
import { resourceMarkerOf } from '../markers/registry.js';
import type { ObjectNode, SchemaNode } from '../model/schema-node.js';
import { docOf, visit } from './comments.js';
import { homeOf, knownType, knownTypeNames, refusedGlobal } from './known-types.js';
import type { Declaration, Resolved } from './project.js';
import type { Doc } from './read-markers.js';
import { applyTypeTags, nameOf, readMembers } from './read-object.js';
import { mergeObjects } from './read-intersection.js';
import { enumOf } from './read-union.js';
import { readUtility } from './read-utility.js';
import { type Bound, maxDepth, originOf, type Reader, refuse, type Scope } from './reader.js';

/** A name with its arguments, where it stands. */
interface Named {
  readonly name: readonly string[];
  readonly args: readonly ts.TypeNode[];
  readonly at: ts.Node;
}

export function readReference(reader: Reader, node: ts.TypeReferenceNode, scope: Scope): SchemaNode | undefined {
  return readNamed(reader, { name: partsOf(node.typeName), args: node.typeArguments ?? [], at: node }, scope);
}

const partsOf = (name: ts.EntityName): string[] => (ts.isIdentifier(name) ? [name.text] : [...partsOf(name.left), name.right.text]);

function readNamed(reader: Reader, named: Named, scope: Scope): SchemaNode | undefined {
  const bound = named.name.length === 1 ? scope.parameters.get(named.name[0] ?? '') : undefined;
  if (bound !== undefined) return reader.read(reader, bound.node, bound.scope);
  const found = reader.project.resolve(scope.unit, named.name);
  if (found.is === 'declared') return readDeclared(reader, { ...named, found }, scope);
  if (found.is === 'external') return readExternal(reader, { ...named, found }, scope);
  if (found.is === 'unknown') return readGlobal(reader, named, scope);
  return refuse(reader, originOf(scope, named.at), { code: 'KC305', message: `cannot find the module ${found.module}` });
}

function readExternal(
  reader: Reader,
  named: Named & { found: Extract<Resolved, { is: 'external' }> },
  scope: Scope,
): SchemaNode | undefined {
  const { module, name } = named.found;
  const known = knownType(module, name);
  if (known !== undefined) return known;
  const ours = module === 'kube-core/types' || module === 'kube-core';
  return refuse(reader, originOf(scope, named.at), {
    code: 'KC305',
    message: `${name} of '${module}' has no schema here`,
    help: ours
      ? `there are ${knownTypeNames.join(', ')}`
      : 'write an interface with the fields that you need, or add @preserveUnknownFields',
  });
}

function readGlobal(reader: Reader, { name, args, at }: Named, scope: Scope): SchemaNode | undefined {
  const text = name.join('.');
  if (text === '') return undefined; // nothing is written here, which is a syntax error and told as that
  const utility = readUtility(reader, { name: text, args, at }, scope);
  if (utility !== 'unknown') return utility;
  const help = refusedGlobal(text);
  const origin = originOf(scope, at);
  if (help !== undefined) return refuse(reader, origin, { code: 'KC301', message: `${text} has no form in a schema`, help });
  const home = homeOf(text);
  const imported = home === undefined ? {} : { help: `import type { ${text} } from '${home}'` };
  return refuse(reader, origin, { code: 'KC305', message: `cannot find the name ${text}`, ...imported });
}

type Found = Named & { found: Extract<Resolved, { is: 'declared' }> };

function readDeclared(reader: Reader, named: Found, scope: Scope): SchemaNode | undefined {
  const { found } = named;
  const key = `${found.unit.path}\0${found.name}`;
  const again = scope.path.indexOf(key);
  if (again >= 0 || scope.path.length > maxDepth) {
    const cycle = [...scope.path.slice(Math.max(again, 0)), key].map((each) => each.slice(each.indexOf('\0') + 1));
    return refuse(reader, originOf(scope, named.at), {
      code: 'KC303',
      message: `${found.name} contains itself: ${cycle.slice(0, 8).join(' → ')}`,
      help: 'a schema ends somewhere: write out as many levels as you need, or add @preserveUnknownFields to this property',
    });
  }
  const inner = { unit: found.unit, path: [...scope.path, key] };
  const parameters = boundParameters(found.declarations, named.args, scope);
  const node = readDeclarations(reader, found.declarations, { ...inner, parameters });
  const generic = parameters.size > 0;
  return node === undefined || generic || node.node === 'ref' ? node : { typeName: found.name, ...node };
}

function boundParameters(declarations: readonly Declaration[], args: readonly ts.TypeNode[], scope: Scope): Map<string, Bound> {
  const bound = new Map<string, Bound>();
  for (const declaration of declarations)
    typeParametersOf(declaration).forEach((parameter, i) => {
      const node = args[i] ?? parameter.default;
      if (node !== undefined) bound.set(parameter.name.text, { node, scope });
    });
  return bound;
}

const typeParametersOf = (node: Declaration): readonly ts.TypeParameterDeclaration[] =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node) ? (node.typeParameters ?? []) : [];

/** What a name declares, with the tags of its comment: a type's own tags, not those of the kind it describes. */
export function readDeclarations(reader: Reader, declarations: readonly Declaration[], scope: Scope): SchemaNode | undefined {
  const [first] = declarations;
  if (first === undefined) return undefined;
  const statements = declarations.map((declaration) => ({ declaration, doc: docOf(reader, scope.unit, declaration) }));
  for (const { declaration } of statements) visit(reader.comments, scope.unit, declaration);
  const node =
    declarations.length > 1 || ts.isInterfaceDeclaration(first) || ts.isClassDeclaration(first)
      ? readInterfaces(reader, declarations, scope)
      : readSingle(reader, first, scope);
  return node === undefined ? undefined : statements.reduce((before, { doc }) => applyTypeTags(reader, ownTags(doc), before), node);
}

function ownTags(doc: Doc): Doc {
  return doc.tags.some((tag) => tag.name === 'kube')
    ? { ...doc, tags: doc.tags.filter((tag) => resourceMarkerOf(tag) === undefined) }
    : doc;
}

function readSingle(reader: Reader, declaration: Declaration, scope: Scope): SchemaNode | undefined {
  if (ts.isTypeAliasDeclaration(declaration)) return reader.read(reader, declaration.type, scope);
  if (ts.isEnumDeclaration(declaration)) return readEnum(reader, declaration, scope);
  return refuse(reader, originOf(scope, declaration), { code: 'KC301', message: 'this is a value, not a type' });
}

function readEnum(reader: Reader, declaration: ts.EnumDeclaration, scope: Scope): SchemaNode | undefined {
  let next: number | undefined = 0;
  const values: (string | number)[] = [];
  for (const member of declaration.members) {
    const value: string | number | undefined = member.initializer === undefined ? next : constantOf(member.initializer);
    if (value === undefined || nameOf(member.name) === undefined)
      return refuse(reader, originOf(scope, member), {
        code: 'KC301',
        message: 'the value of this member is computed',
        help: 'write a string or a number',
      });
    next = typeof value === 'number' ? value + 1 : undefined;
    values.push(value);
  }
  return enumOf([...new Set(values)]);
}

function constantOf(expression: ts.Expression): string | number | undefined {
  if (ts.isStringLiteral(expression)) return expression.text;
  if (ts.isNumericLiteral(expression)) return Number(expression.text);
  const negative = ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.MinusToken;
  return negative && ts.isNumericLiteral(expression.operand) ? -Number(expression.operand.text) : undefined;
}

function readInterfaces(reader: Reader, declarations: readonly Declaration[], scope: Scope): SchemaNode | undefined {
  const shapes = declarations.filter((each) => ts.isInterfaceDeclaration(each) || ts.isClassDeclaration(each));
  const bases = shapes.flatMap((shape) => (shape.heritageClauses ?? []).filter(isExtends).flatMap((clause) => clause.types));
  const inherited = bases.flatMap((base) => readBase(reader, base, scope) ?? []);
  const own = readMembers(
    reader,
    shapes.flatMap((shape) => [...shape.members]),
    scope,
  );
  if (own.node === 'map')
    return inherited.length === 0 ? own : { ...mergeObjects(inherited, { node: 'object', properties: [] }), preserveUnknown: true };
  if (inherited.length === 0 && own.properties.length === 0) return { ...own, preserveUnknown: true };
  return mergeObjects(inherited, own);
}

const isExtends = (clause: ts.HeritageClause) => clause.token === ts.SyntaxKind.ExtendsKeyword;

function readBase(reader: Reader, base: ts.ExpressionWithTypeArguments, scope: Scope): ObjectNode | undefined {
  const name = namesOf(base.expression);
  const node = name === undefined ? undefined : readNamed(reader, { name, args: base.typeArguments ?? [], at: base }, scope);
  if (node === undefined || node.node === 'object') return node;
  return refuse(reader, originOf(scope, base), { code: 'KC302', message: 'only objects can be extended', help: 'write a property for it' });
}

function namesOf(expression: ts.Expression): string[] | undefined {
  if (ts.isIdentifier(expression)) return [expression.text];
  const left = ts.isPropertyAccessExpression(expression) ? namesOf(expression.expression) : undefined;
  return left === undefined || !ts.isPropertyAccessExpression(expression) ? undefined : [...left, expression.name.text];
}
