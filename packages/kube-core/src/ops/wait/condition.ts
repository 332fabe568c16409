/**
 * What `kubectl wait --for` knows, as functions of an object: {@link testOf}.
 */
import { KubeError } from '../../errors.js';
import type { KubeObject, Stored } from '../../resource/definition.js';
import { isObject, listAt, objectAt, own, textAt } from '../../util/json/json.js';
import { isJsonPath, jsonPathValues, textOf } from '../../util/json/json-path.js';

/**
 * Whether it is so of an object: `true`; else it is not so yet, and a text says why not. The conditions of kube-runtime are such functions.
 *
 * @param object - `undefined` where there is none.
 */
export type WaitTest<K extends KubeObject> = (object: Stored<K> | undefined) => boolean | string;

/**
 * What to wait for, in the words of kubectl, or a function. `condition=Ready` is `condition=Ready=True`; `jsonpath={.status.phase}=Running` a
 * value at a path, and without one `jsonpath={.status.podIP}` any value.
 */
export type WaitFor<K extends KubeObject> = 'create' | 'delete' | `condition=${string}` | `jsonpath=${string}` | WaitTest<K>;

type Test = WaitTest<KubeObject>;

/** @throws KubeError `option` for what is none of these. */
export function testOf<K extends KubeObject>(wanted: WaitFor<K>): WaitTest<K> {
  if (typeof wanted === 'function') return wanted;
  if (typeof wanted !== 'string') throw refuse('for of wait() is missing');
  const [word = '', ...rest] = wanted.split(/=(.*)/s);
  const test = own(tests, word)?.(rest[0] ?? '');
  if (test !== undefined) return test;
  throw refuse(`for of wait() is ${JSON.stringify(wanted)}`);
}

const refuse = (words: string): KubeError =>
  new KubeError('option', `${words}; give 'create', 'delete', 'condition=Ready', 'jsonpath={.status.phase}=Running' or a function`);

/** From what stands behind the first `=`; undefined where that is not what belongs there. */
const tests: Readonly<Record<string, (rest: string) => Test | undefined>> = {
  create: (rest) => (rest === '' ? (object) => object !== undefined : undefined),
  delete: (rest) => (rest === '' ? (object) => object === undefined || (isGoing(object) ? 'it is going' : 'it is still there') : undefined),
  condition: (rest) => {
    const [type = '', status = 'True'] = rest.split('=');
    return type === '' ? undefined : conditionTest(type, status);
  },
  jsonpath: (rest) => {
    const [, braced, plain = '', value] = /^(?:\{(.*?)\}|([^={}]*))(?:=(.*))?$/s.exec(rest) ?? [];
    const path = (braced ?? plain).replace(/^(?![.[])/, '.');
    return isJsonPath(path) ? pathTest(path, value) : undefined;
  },
};

const isGoing = ({ metadata }: Stored<KubeObject>): boolean => metadata.deletionTimestamp !== undefined;

/** Types and states are compared without their case, and what was said of an earlier generation does not count, as in kubectl. */
const conditionTest =
  (type: string, status: string): Test =>
  (object) => {
    const found = listAt(objectAt(object, 'status'), 'conditions').find((each) => same(textAt(each, 'type'), type));
    if (found === undefined) return `it has no condition ${type}`;
    const observed = isObject(found) ? found['observedGeneration'] : undefined;
    const { generation } = object?.metadata ?? {};
    if (typeof observed === 'number' && generation !== undefined && observed < generation)
      return `it has the condition ${type} of an earlier generation`;
    return same(textAt(found, 'status'), status) || `it has the condition ${type}=${textAt(found, 'status')}${because(found)}`;
  };

const because = (condition: unknown): string => {
  const words = ['reason', 'message'].map((field) => textAt(condition, field)).filter((text) => text !== '');
  return words.length === 0 ? '' : ` (${words.join(': ')})`;
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const pathTest =
  (path: string, value: string | undefined): Test =>
  (object) => {
    const found = jsonPathValues(object, path);
    if (found.length > 1) throw new KubeError('option', `${path} of wait() is ${found.length} values of one object; it has to be one`);
    if (found.length === 0) return `it has no ${path}`;
    return value === undefined || textOf(found[0]) === value || `it has ${path}=${textOf(found[0])}`;
  };
