/**
 * `kube-core/support`: what the packages that build on this one share and users need not know. Options that are looked at where they are
 * given, functions of users that may throw, what the verbs have written, and the word that somebody probably meant.
 */
import type { YamlReader } from '../util/json/yaml.js';
export { decoding, type Decoding } from '../api/encoding.js';
export { onWrite, type Write } from '../api/written.js';
export { messageOf } from '../errors.js';
export { compareVersions } from '../resource/version.js';
export { Decoder } from '../protobuf/decode.js';
export { isThenable, tell, warn, type Thenable } from '../util/callbacks.js';
export { checkOptions, checkValue, oneOf, rules, type Rule, type Rules } from '../util/options.js';
export { TokenBucket, type Filling } from '../util/token-bucket.js';
export { suggest, suggestKey } from '../util/text/suggest.js';
export type { YamlReader, YamlText } from '../util/json/yaml.js';

/** The reader of YAML that ends in an error whatever a text holds; loaded when it is asked for. */
export const loadYaml = async (): Promise<YamlReader> => import('../util/json/yaml.js');
