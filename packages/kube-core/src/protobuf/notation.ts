/**
 * The notation of the tables: {@link parseMessages} reads it, `scripts/generate-k8s.ts` writes it. A line without a blank begins a message,
 * each line after it is a field:
 *
 * ```text
 * DeploymentSpec
 * 1 replicas? *int32
 * 3 template core.v1.PodTemplateSpec
 * 2 ^ VolumeSource
 * ```
 *
 * Number, name in JSON, type. `?` is Go's omitempty, `??` its omitzero; `*` a pointer, `[]` a list, `{}` a map from strings, and a name
 * `^` says that the fields of the message stand in the object around it. A type with a capital letter is a message: of the same package, or
 * of the one named before it. `= v1 PersistentVolumeClaim` behind it: its objects say that they are this.
 */
import { own } from '../util/json/json.js';
import { blanks } from './blank.js';
import { counts, noMessage, shapes, type Field, type Message, type Presence, type Shape } from './message.js';

/** Finds a message by its name in full, `core.v1.PodSpec`. @throws Error where there is none: the tables contradict themselves. */
export type FindMessage = (name: string) => Message;

/** A message whose lines are read when it is first looked into. */
class ReadMessage implements Message {
  readonly name: string;
  readonly blank = blanks();
  readonly #home: string;
  readonly #lines: readonly string[];
  readonly #find: FindMessage;
  #fields: readonly (Field | undefined)[] | undefined;
  #constants: readonly Field[] | undefined;

  // eslint-disable-next-line max-params -- made in one place
  constructor(home: string, name: string, lines: readonly string[], find: FindMessage) {
    this.name = `${home}.${name}`;
    this.#home = home;
    this.#lines = lines;
    this.#find = find;
  }

  get fields(): readonly (Field | undefined)[] {
    if (this.#fields !== undefined) return this.#fields;
    const fields: (Field | undefined)[] = [];
    for (const line of this.#lines) {
      const field = readField(line, this.#home, this.#find);
      while (fields.length < field.number) fields.push(undefined);
      fields[field.number] = field;
    }
    return (this.#fields = fields);
  }

  get constants(): readonly Field[] {
    return (this.#constants ??= this.fields.filter((field) => field?.constant === true) as readonly Field[]);
  }
}

/**
 * Reads the messages of one package.
 *
 * @param text - The table.
 * @param home - What the package is called: `core.v1`.
 */
export function parseMessages(text: string, home: string, find: FindMessage): ReadonlyMap<string, Message> {
  const messages = new Map<string, Message>();
  for (const block of text.trim().split(/\n(?=[A-Z])/)) {
    const [name = '', ...lines] = block.split('\n');
    messages.set(name, new ReadMessage(home, name, lines, find));
  }
  return messages;
}

const lineOf = /^(\d+) (\^|[^\s?]*)(\?{0,2}) (\*|\[\]|\{\})?([^\s=]+)(?: = (\S+) (\S+))?$/;

function readField(line: string, home: string, find: FindMessage): Field {
  const [, digits = '', named = '', flags = '', mark = '', type = '', apiVersion, kind] = lineOf.exec(line) ?? [];
  if (digits === '') throw new Error(`the table of ${home} has a line that is no field: ${line}`);
  const inline = named === '^';
  const shape = inline ? shapes.inline : shapeOf(type);
  const count = mark === '[]' ? counts.list : mark === '{}' ? counts.map : counts.one;
  const place = { number: Number(digits), name: inline ? '' : named, shape, count };
  const presence = { pointer: mark === '*', omitsEmpty: flags !== '', omitsZero: flags === '??' };
  const message = messageOf(type, shape, (name) => find(nameIn(home, name)));
  const typed = apiVersion === undefined || kind === undefined ? undefined : { kind, apiVersion };
  return { ...place, ...presence, constant: isConstant(place, presence), message, typed };
}

const shapeOf = (type: string): Shape => own<Shape>(shapes, type) ?? shapes.message;

const nameIn = (home: string, type: string): string => (type.includes('.') ? type : `${home}.${type}`);

const schemas: readonly Shape[] = [shapes.schemaorarray, shapes.schemaorbool, shapes.schemaorstrings];

function messageOf(type: string, shape: Shape, find: FindMessage): Message {
  if (schemas.includes(shape)) return find('JSONSchemaProps');
  return shape === shapes.message || shape === shapes.inline ? find(type) : noMessage;
}

/** Values that are structs in Go: it never takes one for empty. */
const structs: readonly Shape[] = [
  shapes.message,
  shapes.inline,
  shapes.time,
  shapes.microtime,
  shapes.quantity,
  shapes.intorstring,
  shapes.json,
];

function isConstant({ shape, count }: Pick<Field, 'shape' | 'count'>, { pointer, omitsEmpty, omitsZero }: Presence): boolean {
  const isStruct = count === counts.one && !pointer && structs.includes(shape);
  return isStruct ? !omitsZero : !omitsEmpty;
}
