/**
 * What a program asks to be changed, looked at and taken apart: {@link changesOf}, {@link removalsOf}.
 */
import { checkOptions, rules, type Rule, type Rules } from '../../../util/options.js';
import type { Edit } from './edit.js';
import {
  listNames,
  type KubeconfigChanges,
  type KubeconfigCluster,
  type KubeconfigContext,
  type KubeconfigNames,
  type KubeconfigUser,
  type ListName,
} from './shape.js';

const { anything } = rules; // parsing the changed text says what is wrong with a value, with its place
const namesRule: Rule = {
  ...rules.texts,
  wanted: 'a list of names',
};

const clusterRules: Rules<KubeconfigCluster> = {
  ...{ server: anything, 'tls-server-name': anything, 'insecure-skip-tls-verify': anything },
  ...{ 'certificate-authority': anything, 'certificate-authority-data': anything },
  ...{ 'proxy-url': anything, 'disable-compression': anything, extensions: anything },
};
const userRules: Rules<KubeconfigUser> = {
  ...{ token: anything, tokenFile: anything, username: anything, password: anything },
  ...{ 'client-certificate': anything, 'client-certificate-data': anything, 'client-key': anything, 'client-key-data': anything },
  ...{ as: anything, 'as-uid': anything, 'as-groups': anything, 'as-user-extra': anything },
  ...{ exec: anything, 'auth-provider': anything, extensions: anything },
};
const contextRules: Rules<KubeconfigContext> = { cluster: anything, user: anything, namespace: anything, extensions: anything };
const entryRules: Readonly<Record<ListName, Rules<object>>> = { clusters: clusterRules, users: userRules, contexts: contextRules };

const changeRules: Rules<KubeconfigChanges> = {
  clusters: rules.object,
  users: rules.object,
  contexts: rules.object,
  currentContext: rules.text,
};
const removalRules: Rules<KubeconfigNames> = {
  clusters: namesRule,
  users: namesRule,
  contexts: namesRule,
  currentContext: rules.flag,
};

/** @throws KubeError `option` for a field that there is not. */
export function changesOf(changes: KubeconfigChanges): readonly Edit[] {
  const { currentContext, ...given } = checkOptions('set()', changes, changeRules);
  const edits = listNames.flatMap((list) => entriesOf(list, given[list] ?? {}));
  return currentContext === undefined ? edits : [...edits, { type: 'current', name: currentContext }];
}

function entriesOf(list: ListName, entries: Readonly<Record<string, object>>): readonly Edit[] {
  return Object.entries(entries).map(([name, fields]) => {
    const checked: object = checkOptions<object>(`an entry of ${list}`, fields, entryRules[list]);
    return { type: 'set', list, name, fields: checked };
  });
}

/** @throws KubeError `option` for a list that there is not. */
export function removalsOf(names: KubeconfigNames): readonly Edit[] {
  const given = checkOptions('unset()', names, removalRules);
  const edits = listNames.flatMap((list) => [...new Set(given[list])].map((name): Edit => ({ type: 'unset', list, name })));
  return given.currentContext === true ? [...edits, { type: 'current', name: '' }] : edits;
}
