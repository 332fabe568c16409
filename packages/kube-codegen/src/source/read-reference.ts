/**
 * A name → what it stands for: a declaration of the user's, a type of kube-core, a generic of TypeScript's library. Enter at
 * {@link readReference}.
 */
import { withoutReference } from '../builtin/expand.js';
import { suggest } from 'kube-core/support';
import { ts } from 'ts-morph';
import { resourceMarkerOf } from '../markers/registry.js';
import type { ObjectNode, SchemaNode } from '../model/schema-node.js';
import { docOf, visit } from './comments.js';
import { homeOf, knownType, knownTypeNames, refusedGlobal } from './known-types.js';
import type { Declaration, Resolved } from './project.js';
import type { Doc } from './read-markers.js';
import { applyTypeTags, readMembers } from './read-object.js';
import { mapTypeClash, mergeObjects } from './read-intersection.js';
import { readUtility } from './read-utility.js';
import { type Bound, isTooDeep, originOf, type DeclaredName, type Reader, refuse, type Scope } from './reader.js';
import { readChecked } from './checked/read-checked.js';
import { enumOf } from './values/combine.js';
import { enumMembers } from './values/constant.js';

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
  if (bound !== undefined) return reader.read(reader, bound.node, { ...bound.scope, depth: scope.depth });
  const found = reader.project.resolve(scope.unit, named.name);
  if (found.is === 'declared') return readDeclared(reader, { ...named, found }, scope);
  if (found.is === 'external') return readExternal(reader, { ...named, found }, scope);
  if (found.is === 'unknown') return readGlobal(reader, named, scope);
  return refuse(reader, found.at, missingModule(found));
}

/** One finding an import, however often its names are used. */
function missingModule({ module, at }: Extract<Resolved, { is: 'missing-module' }>): { code: 'KC305'; message: string; help: string } {
  const message = `cannot find the module '${module}' that ${at.file} imports`;
  if (module.startsWith('.'))
    return { code: 'KC305', message, help: `the path leads on from ${at.file}: there is no such file, as .ts, index.ts or .d.ts` };
  const meant = suggest(module, ['kube-core', 'kube-core/types', 'kube-core/k8s']);
  const other = 'install the package, or import a file by its path: ./types.js; `paths` of a tsconfig are not read';
  return { code: 'KC305', message, help: meant === undefined ? other : `did you mean '${meant}'?` };
}

function readExternal(
  reader: Reader,
  named: Named & { found: Extract<Resolved, { is: 'external' }> },
  scope: Scope,
): SchemaNode | undefined {
  const { module, name } = named.found;
  const node = knownType(module, name);
  if (node !== undefined) return node;
  return refuse(reader, originOf(scope, named.at), {
    code: 'KC305',
    message: `${name} of '${module}' has no schema here`,
    help: insteadOf(module, name),
  });
}

function insteadOf(module: string, name: string): string {
  if (module !== 'kube-core' && !module.startsWith('kube-core/'))
    return 'write an interface with the fields that you need, or add @preserveUnknownFields';
  const home = homeOf(name);
  if (home !== undefined) return `import type { ${name} } from '${home}'`;
  if (module.startsWith('kube-core/k8s')) return 'there is no such type: other versions are in kube-core/k8s/<group>-<version>';
  const meant = suggest(name, knownTypeNames);
  return meant === undefined ? `there are ${knownTypeNames.join(', ')}` : `did you mean ${meant}?`;
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

/** What a file declares under a name that has no type parameters. */
export function readDeclaredName(reader: Reader, { unit, name, at }: DeclaredName, scope: Scope): SchemaNode | undefined {
  const declarations = unit.declarations.get(name) ?? [];
  return readDeclared(reader, { name: [name], args: [], at, found: { is: 'declared', name, unit, declarations } }, scope);
}

function readDeclared(reader: Reader, named: Found, scope: Scope): SchemaNode | undefined {
  const { found } = named;
  if (isTooDeep(reader, named.at, scope)) return undefined;
  const [, member] = named.name;
  if (member !== undefined && found.declarations.some((each) => ts.isEnumDeclaration(each))) return readMember(reader, named, scope);
  const key = `${found.unit.path}\0${found.name}`;
  const again = scope.path.indexOf(key);
  if (again >= 0) {
    const cycle = [...scope.path.slice(again), key].map((each) => each.slice(each.indexOf('\0') + 1));
    return refuse(reader, originOf(scope, named.at), {
      code: 'KC303',
      message: `${found.name} contains itself: ${cycle.slice(0, 8).join(' → ')}`,
      help: 'a schema ends somewhere: write out as many levels as you need, or add @preserveUnknownFields to this property',
    });
  }
  const inner = { unit: found.unit, path: [...scope.path, key], depth: scope.depth };
  const types = found.declarations.filter((each) => !ts.isVariableDeclaration(each)); // a constant may have the name of its type
  const declarations = types.length === 0 ? found.declarations : types;
  const parameters = boundParameters(declarations, named.args, { from: scope, inner });
  if (parameters.size > 0 && declarations.some(isComputed)) return readChecked(reader, named.at, scope);
  const node = readDeclarations(reader, declarations, { ...inner, parameters });
  const generic = parameters.size > 0;
  return node === undefined || generic ? node : { ...node, declared: { name: found.name, file: found.unit.path, node } };
}

/** A generic alias whose meaning is a computation: the checker makes it of its arguments. */
function isComputed(declaration: Declaration): boolean {
  if (!ts.isTypeAliasDeclaration(declaration)) return false;
  let { type } = declaration;
  while (ts.isParenthesizedTypeNode(type)) ({ type } = type);
  return ts.isMappedTypeNode(type) || ts.isConditionalTypeNode(type);
}

/** `Color.Red`. */
function readMember(reader: Reader, { found, name, at }: Found, scope: Scope): SchemaNode | undefined {
  const enums = found.declarations.filter((each) => ts.isEnumDeclaration(each));
  const members = enumMembers(enums, { project: reader.project, unit: found.unit });
  const value = 'problem' in members ? undefined : members.values.get(name.at(-1) ?? '');
  if (value !== undefined) return enumOf([value]);
  return refuse(reader, originOf(scope, at), { code: 'KC305', message: `cannot find the name ${name.join('.')}` });
}

interface Scopes {
  /** Where the arguments are written. */
  readonly from: Scope;
  /** Where the defaults are. */
  readonly inner: Omit<Scope, 'parameters'>;
}

function boundParameters(declarations: readonly Declaration[], args: readonly ts.TypeNode[], { from, inner }: Scopes): Map<string, Bound> {
  const bound = new Map<string, Bound>();
  for (const declaration of declarations)
    typeParametersOf(declaration).forEach((parameter, i) => {
      const given = args[i];
      const node = given ?? parameter.default;
      const scope = given === undefined ? { ...inner, parameters: new Map(bound) } : from;
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
  const enums = declarations.filter((each) => ts.isEnumDeclaration(each));
  const statements = declarations.map((declaration) => ({ declaration, doc: docOf(reader, scope.unit, declaration) }));
  for (const { declaration } of statements) visit(reader.comments, scope.unit, declaration);
  if (enums.length > 0) return withTags(reader, statements, readEnum(reader, enums, scope));
  const node =
    declarations.length > 1 || ts.isInterfaceDeclaration(first) || ts.isClassDeclaration(first)
      ? readInterfaces(reader, declarations, scope)
      : readSingle(reader, first, scope);
  return withTags(reader, statements, node);
}

function withTags(reader: Reader, statements: readonly { readonly doc: Doc }[], node: SchemaNode | undefined): SchemaNode | undefined {
  return node === undefined ? undefined : statements.reduce((before, { doc }) => applyTypeTags(reader, ownTags(doc), before), node);
}

function ownTags(doc: Doc): Doc {
  return doc.tags.some((tag) => tag.name === 'kube')
    ? { ...doc, tags: doc.tags.filter((tag) => resourceMarkerOf(tag) === undefined) }
    : doc;
}

function readSingle(reader: Reader, declaration: Declaration, scope: Scope): SchemaNode | undefined {
  if (ts.isTypeAliasDeclaration(declaration)) return reader.read(reader, declaration.type, scope);
  return refuse(reader, originOf(scope, declaration), { code: 'KC301', message: 'this is a value, not a type' });
}

function readEnum(reader: Reader, declarations: readonly ts.EnumDeclaration[], scope: Scope): SchemaNode | undefined {
  const members = enumMembers(declarations, { project: reader.project, unit: scope.unit });
  if (!('problem' in members)) return enumOf([...new Set(members.values.values())]);
  return refuse(reader, originOf(scope, members.problem), {
    code: 'KC301',
    message: 'the value of this member is only known when the program runs',
    help: 'write a string or a number, or what they are computed from',
  });
}

function readInterfaces(reader: Reader, declarations: readonly Declaration[], scope: Scope): SchemaNode | undefined {
  const shapes = declarations.filter((each) => ts.isInterfaceDeclaration(each) || ts.isClassDeclaration(each));
  const bases = shapes.flatMap((shape) => (shape.heritageClauses ?? []).filter(isExtends).flatMap((clause) => clause.types));
  const inherited = bases.flatMap((base) => readBase(reader, base, scope) ?? []);
  const clash = mapTypeClash(inherited);
  const [base] = bases;
  if (clash !== undefined && base !== undefined) return refuse(reader, originOf(scope, base), clash);
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
  const read =
    name === undefined
      ? undefined
      : readNamed(reader, { name, args: base.typeArguments ?? [], at: base }, { ...scope, depth: scope.depth + 1 });
  const node = read === undefined ? undefined : withoutReference(read);
  if (node === undefined || node.node === 'object') return node;
  return refuse(reader, originOf(scope, base), { code: 'KC302', message: 'only objects can be extended', help: 'write a property for it' });
}

function namesOf(expression: ts.Expression): string[] | undefined {
  if (ts.isIdentifier(expression)) return [expression.text];
  const left = ts.isPropertyAccessExpression(expression) ? namesOf(expression.expression) : undefined;
  return left === undefined || !ts.isPropertyAccessExpression(expression) ? undefined : [...left, expression.name.text];
}
