/** The types of macros: `all`, `exists`, `map`, `filter`, their forms with two variables, `optMap`. Enter at {@link checkMacro}. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { type CelType, bool, dyn, int, isDynamic, isVariable, listOf, mapOf, optionalOf, shown, wrong } from './type.js';
import type { Unifier } from './unify.js';

type Scope = Readonly<Record<string, CelType>>;

/** What a macro asks of the checker. */
interface Checker {
  readonly unifier: Unifier;
  check(node: ASTNode, scope: Scope): CelType;
  fail(node: ASTNode, says: string): CelType;
  apply(name: string, types: readonly CelType[], node: ASTNode): CelType;
  applyMember(name: string, types: readonly CelType[], node: ASTNode): CelType;
}

type Call = ASTNode & { readonly op: 'rcall' };

/** How many arguments each macro may have. */
const macros: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2, 3]],
  ['exists', [2, 3]],
  ['exists_one', [2]],
  ['existsOne', [3]],
  ['filter', [2]],
  ['map', [2, 3]],
  ['transformList', [3, 4]],
  ['transformMap', [3, 4]],
  ['transformMapEntry', [3, 4]],
  ['optMap', [2]],
  ['optFlatMap', [2]],
]);

/** Whether a member of this name with so many arguments is a macro. */
export const isMacro = (name: string, args: number): boolean => macros.get(name)?.includes(args) === true;

/** The type of a macro. */
export function checkMacro(checker: Checker, node: Call, scope: Scope): CelType {
  const [name, receiver, args] = node.args;
  const range = checker.unifier.resolved(checker.check(receiver, scope));
  if (name === 'optMap' || name === 'optFlatMap') return optionalMacro({ checker, node, scope }, range);
  const hasTwo = name.startsWith('transform') || (args.length === 3 && name !== 'map');
  const inner = { ...scope, ...loopVariables({ checker, node, scope }, range, hasTwo) };
  const bodies = args.slice(hasTwo ? 2 : 1);
  return folded(checker, node, { bodies, types: bodies.map((body) => checker.check(body, inner)), range });
}

interface Place {
  readonly checker: Checker;
  readonly node: Call;
  readonly scope: Scope;
}

function optionalMacro({ checker, node, scope }: Place, range: CelType): CelType {
  const [name, , [variable, body]] = node.args;
  if (variable?.op !== 'id' || body === undefined)
    return checker.fail(variable ?? node, `${name}() variable name must be a simple identifier`);
  const value = checker.applyMember('value', [range], node);
  const type = checker.check(body, { ...scope, [variable.args]: value });
  return checker.apply('_?_:_', [bool, name === 'optMap' ? optionalOf(type) : type, optionalOf(checker.unifier.fresh())], node);
}

function loopVariables({ checker, node }: Place, range: CelType, hasTwo: boolean): Scope {
  const [first, second] = node.args[2];
  const [key, value] = rangeOf(range, checker, node);
  if (first?.op !== 'id') return failed(checker, first ?? node);
  if (!hasTwo) return { [first.args]: range.name === 'list' ? value : key };
  if (second?.op !== 'id') return failed(checker, second ?? node);
  return { [first.args]: key, [second.args]: value };
}

function failed(checker: Checker, node: ASTNode): Scope {
  checker.fail(node, 'argument must be a simple name');
  return {};
}

/** What the keys, or indices, and the values of a range are. */
function rangeOf(range: CelType, checker: Checker, node: ASTNode): readonly [CelType, CelType] {
  if (range.name === 'list') return [int, range.of[0] ?? dyn];
  if (range.name === 'map') return [range.of[0] ?? dyn, range.of[1] ?? dyn];
  if (isVariable(range)) checker.unifier.fits([dyn], [range]);
  else if (!isDynamic(range)) {
    checker.fail(node, `expression of type '${shown(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return [wrong, wrong];
  }
  return [dyn, dyn];
}

interface Folding {
  readonly bodies: readonly ASTNode[];
  readonly types: readonly CelType[];
  readonly range: CelType;
}

/** What the bodies add up to. */
function folded(checker: Checker, node: Call, { bodies, types, range }: Folding): CelType {
  const [name] = node.args;
  const [first = wrong] = types;
  const at = bodies[0] ?? node;
  const condition = (result: CelType): CelType => checker.apply('_?_:_', [first, result, result], at);
  switch (name) {
    case 'all':
      return checker.apply('_&&_', [bool, first], at);
    case 'exists':
      return checker.apply('_||_', [bool, first], at);
    case 'exists_one':
    case 'existsOne':
      condition(int);
      return bool;
    case 'filter':
      return condition(listOf(range.of[0] ?? dyn));
    default: {
      const result = transformed(checker, node, { bodies, types, range });
      return types.length > 1 ? condition(result) : result;
    }
  }
}

/** The list or map that a macro makes of its last body. */
function transformed(checker: Checker, node: Call, { types, range }: Folding): CelType {
  const last = types.at(-1) ?? wrong;
  switch (node.args[0]) {
    case 'transformMap':
      return mapOf(range.name === 'list' ? int : (range.of[0] ?? dyn), last);
    case 'transformMapEntry':
      return checker.apply('cel.@mapInsert', [mapOf(checker.unifier.fresh(), checker.unifier.fresh()), last], node);
    default:
      return listOf(last);
  }
}
