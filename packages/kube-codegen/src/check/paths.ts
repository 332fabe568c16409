/**
 * Columns, selectable fields and the scale subresource: what the server refuses of them, and paths that lead nowhere, which it takes.
 * Enter at {@link checkPaths}.
 */
import { objectMetaSchema, type Schema } from 'kube-core/schema';
import { suggest } from 'kube-core/support';
import type { Diagnostic, Problem } from '../diagnostics.js';
import type { PathOf, PrinterColumn, Resource, Scale } from '../model/resource.js';
import { followPath, parsePath } from './json-path.js';

/** @param schema - The schema of a whole object of the kind. */
export function checkPaths(resource: Resource, schema: Schema): readonly Diagnostic[] {
  const root = withMetadata(schema);
  return [
    ...resource.columns.flatMap((column) => checkColumn(column, root).map((each) => ({ ...each, origin: column.origin }))),
    ...checkSelectables(resource.selectableFields, root),
    ...(resource.scale === undefined ? [] : checkScale(resource.scale, root)),
    ...checkAge(resource),
  ];
}

/** Every object has metadata beside what its kind says. */
const withMetadata = (schema: Schema): Schema => ({ ...schema, properties: { ...schema.properties, metadata: objectMetaSchema } });

const columnTypes = ['integer', 'number', 'string', 'boolean', 'date'];
const columnFormats = ['int32', 'int64', 'float', 'double', 'byte', 'date', 'date-time', 'password'];

/** The types of values that a column shows; a column of strings shows anything. */
const shows: Readonly<Record<string, readonly string[]>> = {
  integer: ['integer', 'number'],
  number: ['integer', 'number'],
  boolean: ['boolean'],
  date: ['string'],
};

function checkColumn({ type, format, jsonPath }: PrinterColumn, root: Schema): readonly Problem[] {
  if (!columnTypes.includes(type)) return [unknownWord('type', type, columnTypes)];
  if (format !== undefined && !columnFormats.includes(format)) return [unknownWord('format', format, columnFormats)];
  const found = lookUp(jsonPath, root);
  if ('code' in found) return [found];
  const types = found.found.map((each) => each.type ?? '');
  const fitting = shows[type];
  if (fitting === undefined || types.some((each) => each === '' || fitting.includes(each))) return [];
  const help = `write type=${types[0] === 'integer' || types[0] === 'boolean' ? types[0] : 'string'}`;
  return [{ code: 'KC203', message: `a column of type ${type} shows nothing of ${articled(types[0] ?? '')}`, help }];
}

const articled = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function unknownWord(what: string, word: string, known: readonly string[]): Problem {
  const meant = suggest(word, known);
  const help = meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`;
  return { code: 'KC206', message: `a column has no ${what} ${word}`, help };
}

/** What is at a path, or why nothing is. */
function lookUp(path: string, root: Schema): { readonly found: readonly Schema[] } | Problem {
  const steps = path.startsWith('.') ? parsePath(path) : undefined;
  if (steps === undefined)
    return {
      code: 'KC202',
      message: `${path} is no path`,
      help: 'a path begins with a dot: .spec.host, .status.conditions[?(@.type=="Ready")].status',
    };
  const followed = followPath(steps, root);
  if ('found' in followed) return followed;
  const { missing, there, inList } = followed;
  const meant = suggest(missing, there);
  const instead = inList ? 'items of a list are reached by [*] or [0]' : `there are ${there.join(', ')}`;
  const help = meant !== undefined ? `did you mean ${meant}?` : there.length === 0 && !inList ? undefined : instead;
  return { code: 'KC201', message: `the path ${path} leads nowhere: there is no ${missing}`, ...(help !== undefined && { help }) };
}

/** The server's limit for one version. */
const mostSelectable = 8;
const plainPath = /^(?:\.[A-Za-z_][\w-]*)+$/;

function checkSelectables(fields: readonly PathOf[], root: Schema): readonly Diagnostic[] {
  const known = new Set<string>();
  return fields.flatMap(({ jsonPath, origin }, index) => {
    const isRepeated = known.has(jsonPath);
    known.add(jsonPath);
    if (isRepeated) return [{ code: 'KC204', message: `${jsonPath} is selectable already`, help: 'leave one of them out', origin }];
    if (index === mostSelectable)
      return [{ code: 'KC204', message: 'a kind has at most 8 selectable fields', help: 'leave out those that nobody selects by', origin }];
    const problem = selectableProblem(jsonPath, root);
    return problem === undefined ? [] : [{ ...problem, origin }];
  });
}

function selectableProblem(path: string, root: Schema): Problem | undefined {
  if (/^\.metadata(?:[.[]|$)/.test(path))
    return {
      code: 'KC204',
      message: 'metadata is not selectable by fields',
      help: 'metadata.name and metadata.namespace are selectable already',
    };
  if (!plainPath.test(path))
    return {
      code: 'KC204',
      message: `${path} cannot be selectable`,
      help: 'only names after dots are: .spec.host, no lists and no brackets',
    };
  const found = lookUp(path, root);
  if ('code' in found) return found;
  if (found.found.every(({ type = '' }) => ['string', 'integer', 'boolean'].includes(type))) return undefined;
  return { code: 'KC204', message: `${path} cannot be selectable`, help: 'only strings, integers and booleans are' };
}

const replicas = { types: ['integer'], words: 'a whole number, Int32 for example' };

function checkScale(scale: Scale, root: Schema): readonly Diagnostic[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath, origin } = scale;
  const problems = [
    scaleProblem(specReplicasPath, root, { argument: 'spec', below: ['.spec.'], ...replicas }),
    scaleProblem(statusReplicasPath, root, { argument: 'status', below: ['.status.'], ...replicas }),
    labelSelectorPath === undefined
      ? undefined
      : scaleProblem(labelSelectorPath, root, {
          argument: 'selector',
          below: ['.spec.', '.status.'],
          types: ['string'],
          words: 'a string: the selector in its text form',
        }),
  ];
  return problems.flatMap((problem) => (problem === undefined ? [] : [{ ...problem, origin }]));
}

interface Wanted {
  readonly argument: string;
  readonly below: readonly string[];
  readonly types: readonly string[];
  readonly words: string;
}

function scaleProblem(path: string, root: Schema, { argument, below, types, words }: Wanted): Problem | undefined {
  const wrong = (help: string): Problem => ({ code: 'KC205', message: `nothing can be scaled by ${argument}=${path}`, help });
  if (!below.some((start) => path.startsWith(start))) return wrong(`${argument}= is a path below ${below.join(' or ')}`);
  if (!plainPath.test(path)) return wrong('only names after dots lead there: no lists and no brackets');
  const found = lookUp(path, root);
  if ('code' in found) return found;
  return found.found.every(({ type = '' }) => types.includes(type)) ? undefined : wrong(`what is there must be ${words}`);
}

function checkAge({ noAgeColumn, columns }: Resource): readonly Diagnostic[] {
  if (noAgeColumn === undefined || columns.length > 0) return [];
  const help = 'name the columns that there are instead, or leave it out';
  return [{ code: 'KC207', message: '@noAgeColumn means nothing without a @printColumn', help, origin: noAgeColumn }];
}
