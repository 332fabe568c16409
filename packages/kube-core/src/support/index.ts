/**
 * `kube-core/support`: what the packages that build on this one share and users need not know. Options that are looked at where they are
 * given, functions of users that may throw, what the verbs have written, and the word that somebody probably meant.
 */
export { onWrite, type Write } from '../api/written.js';
export { isThenable, tell, warn, type Thenable } from '../util/callbacks.js';
export { checkOptions, checkValue, oneOf, rules, type Rule, type Rules } from '../util/options.js';
export { suggest, suggestKey } from '../util/text/suggest.js';
