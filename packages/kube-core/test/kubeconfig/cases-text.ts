/**
 * What is a kubeconfig: YAML, types, names.
 */
import { anonymous, kubeconfig, one, type Case } from './case.js';

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));
const insecure = kubeconfig({ cluster: 'server: "https://127.0.0.1:1", insecure-skip-tls-verify: true', user: 'token: t' });

export const textCases: readonly Case[] = [
  one(
    'JSON',
    JSON.stringify({
      ...{
        kind: 'Config',
        apiVersion: 'v1',
        'current-context': 'x',
        clusters: [{ name: 'c', cluster: { server: '$HTTPS', 'certificate-authority-data': '$ROOT_DATA' } }],
      },
      ...{
        extensions: null,
        users: [{ name: 'u', user: { token: 't' } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        unknown: { a: 1 },
      },
    }),
  ),
  one('a byte order mark', `\uFEFF${kubeconfig({ user: 'token: t' })}`),
  one('lines that end as in Windows', kubeconfig({ user: 'token: t' }).replaceAll('\n', '\r\n')),
  one('an empty file', ''),
  one('a file of a comment', '# nothing\n'),
  one('bad YAML', 'clusters: [{'),
  one('a tab as indentation', `clusters:\n\t- name: c\n`),
  one('bytes that are no UTF-8', insecure, { files: { config: bytes(insecure, '# ', 0xff, 0xfe, '\n') } }),
  one('bytes that are no UTF-8 in a token', '', { files: { config: bytes('users: [{name: u, user: {token: "', 0xc3, 0x28, '"}}]\n') } }),
  one('a control character', `${kubeconfig({ user: 'token: t' })}# \u0007`),
  one('text as the document', 'hello'),
  one('a list as the document', '[]'),
  one('another kind', kubeconfig({ more: 'kind: Pod\napiVersion: v1' })),
  one('another version', kubeconfig({ more: 'kind: Config\napiVersion: v2' })),
  one('a kind without a version', kubeconfig({ more: 'kind: Config' })),
  one('a version without a kind', kubeconfig({ more: 'apiVersion: v1' })),
  one('fields that nobody knows', kubeconfig({ user: 'token: t, unknown: 1', more: 'unknown: [x]' })),
  one('a token that is a number', { user: 'token: 123' }),
  one('a token that looks like a day', { user: 'token: 2001-12-14' }),
  one('a token that looks like a time', { user: 'token: 12:30:45' }),
  one('a token that is octal', { user: 'token: 0777' }),
  one('a password that is a boolean', { user: 'username: u, password: on' }),
  one('a token that is null', { user: 'token: ~' }, { differs: anonymous }),
  one('a wrong type in an entry that nobody uses', { user: 'token: t', more: 'users: [{name: v, user: {token: 1}}]' }),
  one('bad base64', { user: 'client-key-data: "!!"' }),
  one('base64 that is cut off', { user: 'client-key-data: YWJ' }),
  one('base64 of two lines', { cluster: 'server: "$HTTPS", insecure-skip-tls-verify: true, certificate-authority-data: "\\n"' }),
  one('the last of two tokens', { user: 'token: abc, token: def' }),
  one('two entries of one name', { user: 'token: t', more: 'users: [{name: u}, {name: u}]' }),
  one('anchors, aliases and merges', {
    more: `defaults: &d {token: shared, as: jane}
other: &o {<<: *d, as: joe}
users: [{name: u, user: {<<: [*o, *d], as-uid: "1"}}]`,
  }),
  one('an alias of nothing', { user: 'token: *nothing' }),
  one(
    'an unnamed context and no current context',
    kubeconfig({ user: 'token: t' }).replace('name: x', 'name: ""').replace('current-context: x', ''),
  ),
  one(
    'a context without a name and no current context',
    kubeconfig({ user: 'token: t' }).replace('name: x, ', '').replace('current-context: x', ''),
  ),
  one('a named context and no current context', kubeconfig({ user: 'token: t' }).replace('current-context: x', '')),
  one(
    'an unnamed cluster and user',
    kubeconfig({ user: 'token: t' }).replaceAll('name: c', 'name: ""').replaceAll('name: u', 'name: ""').replace('cluster: c, user: u', ''),
  ),
  one('a current context that is not there', { more: 'current-context: z' }),
  one('a cluster that is not there', { context: 'cluster: z' }),
  one('a user that is not there', { context: 'user: z' }, { differs: anonymous }),
  one('a context of nothing', { more: 'contexts: [{name: x}]' }),
  one(
    'names that look like numbers',
    kubeconfig({ user: 'token: t' }).replaceAll('name: x', 'name: "1"').replace('current-context: x', 'current-context: 1'),
  ),
  one('a second document', `${kubeconfig({ user: 'token: first' })}---\ncurrent-context: z\n`),
  one('everything in a second document', `---\n---\n${kubeconfig({ user: 'token: second' })}`, {
    differs: {
      because: 'every document of a file is read, as in kube-rs',
      outcome: { sent: { path: '/version', authorization: 'Bearer second' } },
    },
  }),
  one('UTF-16', '', { files: { config: Buffer.from(`\uFEFF${insecure.replace('https://127.0.0.1:1', 'nowhere://')}`, 'utf16le') } }),
];
