/**
 * What of an answer is the same on every run: {@link Normaliser}. Identities become the order in which they appeared (`uid1`, `rv2`),
 * so that a version that should have stayed, or should have changed, still shows.
 */
import type { Ask, Comparable } from './case.js';

/** An answer as it came. */
export interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** The five characters that the server appends to a generateName, none of which makes a word. */
const generated = /^[bcdfghjklmnpqrstvwxz2456789]{5}$/;

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON. */
export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of members, `metadata.name`. */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inner: unknown, member) => (isJson(inner) ? inner[member] : undefined), value);

/** Normalises the answers of one case, in order. */
export class Normaliser {
  readonly #made: Readonly<Record<string, string>>;
  readonly #seen = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** @param made - What the run made up, by the name that answers have instead: `{{ns}}`. */
  constructor(made: Readonly<Record<string, string>>) {
    this.#made = made;
  }

  /** The answer to a request without what differs from run to run. */
  answer(ask: Ask, { status, headers, body }: Raw): Comparable {
    const { 'content-type': type = '', warning } = headers;
    const whole = this.#value(inOrder(body));
    return {
      status,
      ...(!type.startsWith('application/json') && { type }),
      ...(warning !== undefined && { warning: this.#text(warning) }),
      body: ask.only === undefined ? whole : Object.fromEntries(ask.only.map((path) => [path, valueAt(whole, path)])),
    };
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.#value(item));
    if (!isJson(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#text(key),
        key === 'metadata' && isJson(inner) ? this.#metadata(inner, value) : this.#value(inner),
      ]),
    );
  }

  /** Versions of an object are told apart; those of a list or a bookmark move with every write of the cluster. */
  #metadata(metadata: Json, owner: Json): unknown {
    const { resourceVersion, continue: token, generateName, name, managedFields, ...rest } = metadata;
    const ofObject = metadata.uid !== undefined;
    const suffix = typeof generateName === 'string' && typeof name === 'string' ? name.slice(generateName.length) : '';
    return {
      ...(this.#value(rest) as Json), // an object stays one
      ...(generateName !== undefined && { generateName }),
      ...(name !== undefined && { name: generated.test(suffix) ? `${String(generateName)}<generated>` : this.#value(name) }),
      ...(Array.isArray(managedFields) && { managedFields: byManager(managedFields.map((entry) => this.#value(entry))) }),
      ...(token !== undefined && { continue: token === '' ? '' : '<token>' }),
      ...(resourceVersion !== undefined && {
        resourceVersion: ofObject ? this.#ordinal('rv', JSON.stringify(resourceVersion)) : versionOf(owner),
      }),
    };
  }

  #text(text: string): string {
    const named = Object.entries(this.#made).reduce((rest, [name, value]) => rest.replaceAll(value, name), text);
    return named.replace(uuid, (uid) => this.#ordinal('uid', uid)).replace(time, '<time>');
  }

  #ordinal(kind: string, value: string): string {
    const known = this.#seen.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#seen.set(`${kind} ${value}`, `${kind}${count}`);
    return `${kind}${count}`;
  }
}

const versionOf = (owner: Json): string => (String(owner.kind).endsWith('List') ? '<version of the list>' : '<version>');

/** The server orders the entries by their times, which may fall into one second or into two. */
function byManager(entries: readonly unknown[]): readonly unknown[] {
  const key = (entry: unknown): string => ['manager', 'operation', 'subresource'].map((member) => String(valueAt(entry, member))).join(' ');
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A refusal with its causes, and what its message says of them, sorted: the server walks maps in random order. */
function inOrder(body: unknown): unknown {
  const causes = valueAt(body, 'details.causes');
  if (!isJson(body) || !Array.isArray(causes) || causes.length < 2) return body;
  const sorted = causes.map((cause) => JSON.stringify(cause)).sort();
  const details = { ...(body.details as Json), causes: sorted.map((cause): unknown => JSON.parse(cause)) }; // it has causes
  const message = String(body.message).replace(/\[(.*)\]/s, (_, list: string) => `[${list.split(', ').sort().join(', ')}]`);
  return { ...body, details, message };
}
