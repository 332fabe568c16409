import { describe, expect, test } from '@jest/globals';
import { respond, type KubeRequest } from '../request/http.js';
import { layersOf, layerStack, type AnyLayer, type LayerStack } from './layers.js';
import { stack, type Layer } from './service.js';

const get: KubeRequest = { method: 'GET', path: '/', headers: {} };

/** A layer that says when a request passes it. */
const saying =
  (word: string, seen: string[] = []): Layer =>
  (inner) =>
  (request) => {
    seen.push(word);
    return inner(request);
  };

/** In which order a request passes the layers that `change` leaves of three. */
async function order(change: (stack: LayerStack, added: Layer) => Iterable<AnyLayer>): Promise<string[]> {
  const seen: string[] = [];
  const named = ['a', 'b', 'c'].map((name) => ({ name, layer: saying(name, seen) }));
  const changed = change(layerStack(named), saying('new', seen));
  await stack(() => Promise.resolve(respond(200)), layersOf(changed))(get);
  return seen;
}

/** Forgets to return one. */
const noService = (() => undefined) as unknown as Layer;

describe('layers', () => {
  test.each<[string, (stack: LayerStack, added: Layer) => Iterable<AnyLayer>, string[]]>([
    ['stay as they are', (layers) => layers, ['a', 'b', 'c']],
    ['get one before a named one', (layers, added) => layers.before('b', added), ['a', 'new', 'b', 'c']],
    ['get one after a named one', (layers, added) => layers.after('b', added), ['a', 'b', 'new', 'c']],
    ['get one in place of a named one', (layers, added) => layers.replace('b', added), ['a', 'new', 'c']],
    ['are left out by name', (layers) => layers.without('a', 'c'), ['b']],
    ['are spread into a list', (layers, added) => [added, ...layers], ['new', 'a', 'b', 'c']],
    ['come in another order', (layers) => [...layers].reverse(), ['c', 'b', 'a']],
    ['are changed several times', (layers, added) => layers.replace('a', added).without('b').after('a', added), ['new', 'new', 'c']],
  ])('%s', async (_what, change, expected) => {
    expect(await order(change)).toEqual(expected);
  });

  test('are a value: no change touches the list that it was made of', () => {
    const one = layerStack([{ name: 'a', layer: saying('a') }]);
    const two = one.before('a', { name: 'b', layer: saying('b') }, saying('nameless'));
    expect([one.names, two.names, [...two].length]).toEqual([['a'], ['b', 'a'], 3]);
  });

  test.each<[string, (stack: LayerStack) => unknown, string]>([
    ['before', (layers) => layers.before('rety', saying('x')), 'there is no layer "rety"; did you mean retry?'],
    ['after', (layers) => layers.after('cache', saying('x')), 'there is no layer "cache"; outermost first there are retry, auth'],
    ['in place of', (layers) => layers.replace('', saying('x')), 'there is no layer ""; outermost first there are retry, auth'],
    ['without', (layers) => layers.without('retry', 'autth'), 'there is no layer "autth"; did you mean auth?'],
    ['twice', (layers) => layers.before('auth', { name: 'retry', layer: saying('x') }), 'there are two layers with the name "retry"'],
    ['no function', (layers) => layers.before('auth', 'x' as unknown as Layer), 'this is a string'],
    ['no layer', (layers) => layers.before('auth', { name: 'x' } as unknown as Layer), 'this is undefined'],
    ['no name', (layers) => layers.before('auth', { layer: saying('x') } as unknown as Layer), 'the name of a layer is a string'],
  ])('refuse a change %s what is not there', (_what, change, words) => {
    const layers = layerStack(['retry', 'auth'].map((name) => ({ name, layer: saying(name) })));
    expect(() => change(layers)).toThrow(expect.objectContaining({ code: 'option', message: expect.stringContaining(words) }));
  });

  test.each<[string, LayerStack | Layer[]]>([
    ['a layer', [noService]],
    ['the layer mine', layerStack([{ name: 'mine', layer: noService }])],
  ])('that give no service are refused by name: %s', (who, layers) => {
    const words = `${who} gives undefined; it gives a service`;
    expect(() => stack(() => Promise.resolve(respond(200)), layersOf(layers))).toThrow(
      expect.objectContaining({ code: 'option', message: expect.stringContaining(words) }),
    );
  });
});
