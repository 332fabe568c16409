/**
 * Layers as a list of values that a program can change: {@link LayerStack}. The layers of a client have names, so that one can be
 * replaced, left out, or found a place beside.
 */
import { KubeError } from '../errors.js';
import { whatIs } from '../util/arguments.js';
import { isObject } from '../util/json/json.js';
import { suggest } from '../util/text/suggest.js';
import type { Layer, Service } from './service.js';

/**
 * The layers of a client by their names, outermost first. All are there, whatever the options of the client: one that an option switches
 * off does nothing.
 */
export const layerNames = [
  'warnings',
  'trace',
  'deadlines',
  'base-uri',
  'headers',
  'impersonate',
  'retry',
  'rate-limit',
  'auth',
  'tls',
  'gzip',
] as const;

/** The name of a layer that every client has. */
export type LayerName = (typeof layerNames)[number];

/** A layer, and what others find it by. */
export interface NamedLayer {
  readonly name: string;
  readonly layer: Layer;
}

/** A layer, or one with a name for those who change the list later. */
export type AnyLayer = Layer | NamedLayer;

/**
 * Layers, outermost first: the first sees a request first and its answer last. A value that no method changes: each gives another one.
 * It can be iterated over, so `[mine, ...defaults]` is a list of layers as well.
 */
export interface LayerStack extends Iterable<AnyLayer> {
  /** The names, outermost first; layers without one are left out. */
  readonly names: readonly string[];
  /** Puts layers outside of the named one: they see its request first. @throws KubeError `option` for a name that there is not. */
  before(name: LayerName | (string & {}), ...added: readonly AnyLayer[]): LayerStack;
  /** Puts layers inside of the named one: they see what it sends, each try of a retry for example. @throws as {@link LayerStack.before}. */
  after(name: LayerName | (string & {}), ...added: readonly AnyLayer[]): LayerStack;
  /** Puts a layer in place of the named one, under its name. @throws as {@link LayerStack.before}. */
  replace(name: LayerName | (string & {}), layer: Layer): LayerStack;
  /** Leaves layers out. @throws as {@link LayerStack.before}. */
  without(...names: readonly (LayerName | (string & {}))[]): LayerStack;
}

/**
 * A list of layers that can be changed by names.
 *
 * @param entries - Outermost first.
 * @throws KubeError `option` for what is no layer, and for a name that is there twice.
 */
export function layerStack(entries: Iterable<AnyLayer>): LayerStack {
  const all = [...entries];
  all.forEach(checkLayer);
  const names = all.flatMap((entry) => nameOf(entry) ?? []);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new KubeError('option', `there are two layers with the name ${JSON.stringify(twice)}; give one another name`);
  const around = (name: string, put: (found: AnyLayer) => readonly AnyLayer[]): LayerStack => {
    const at = all.findIndex((entry) => nameOf(entry) === name);
    const found = all[at];
    if (found === undefined) throw unknownLayer(name, names);
    return layerStack([...all.slice(0, at), ...put(found), ...all.slice(at + 1)]);
  };
  return {
    names,
    before: (name, ...added) => around(name, (found) => [...added, found]),
    after: (name, ...added) => around(name, (found) => [found, ...added]),
    replace: (name, layer) => around(name, () => [{ name, layer }]),
    without: (...left) => {
      for (const name of left) if (!names.includes(name)) throw unknownLayer(name, names);
      return layerStack(all.filter((entry) => !left.includes(nameOf(entry) ?? '')));
    },
    [Symbol.iterator]: () => all[Symbol.iterator](),
  };
}

/** The layers of a list, for `stack`. */
export const layersOf = (entries: Iterable<AnyLayer>): Layer[] =>
  Array.from(entries, (entry) => (typeof entry === 'function' ? giving(entry, 'a layer') : giving(entry.layer, `the layer ${entry.name}`)));

/** One that forgets to return a service would fail each call, with words of this package's inside. */
const giving =
  (layer: Layer, who: string): Layer =>
  (inner) => {
    const service: unknown = layer(inner);
    if (typeof service === 'function') return service as Service; // what it answers is looked at with each answer
    throw new KubeError('option', `${who} gives ${whatIs(service)}; it gives a service: a function from a request to its answer`);
  };

const nameOf = (entry: AnyLayer): string | undefined => (typeof entry === 'function' ? undefined : entry.name);

function checkLayer(entry: unknown): void {
  const layer = isObject(entry) ? entry['layer'] : entry;
  if (typeof layer !== 'function')
    throw new KubeError('option', `a layer is a function around a service, or { name, layer }; this is ${whatIs(layer)}`);
  if (isObject(entry) && typeof entry['name'] !== 'string')
    throw new KubeError('option', `the name of a layer is a string; this is ${whatIs(entry['name'])}`);
}

function unknownLayer(name: string, names: readonly string[]): KubeError {
  const meant = suggest(name, names);
  const help = meant === undefined ? `outermost first there are ${names.join(', ')}` : `did you mean ${meant}?`;
  return new KubeError('option', `there is no layer ${JSON.stringify(name)}; ${help}`);
}
