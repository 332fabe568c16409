/**
 * `kube-core/json`: plain JSON that nobody has typed (guards, fields, comparison, copies, freezing, paths), and its text without loss of large
 * integers.
 */
export {
  at,
  canonicalJson,
  copied,
  equal,
  freeze,
  isList,
  isObject,
  listAt,
  objectAt,
  own,
  put,
  textAt,
  without,
  type JsonObject,
} from '../util/json/json.js';
export { jsonPathValues } from '../util/json/json-path.js';
export { parseJson, toJson } from '../util/json/json-text.js';
