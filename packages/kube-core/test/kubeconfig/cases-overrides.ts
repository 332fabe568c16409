/**
 * What goes before a kubeconfig: the flags of kubectl.
 */
import { anonymous, kubeconfig, one, trusting, type Case, type Parts } from './case.js';

/** Two clusters, users and contexts: `x` of c and u, `other` of d and v. */
const two = `clusters: [{name: c, cluster: {${trusting}}}, {name: d, cluster: {server: "$HTTPS/d", insecure-skip-tls-verify: true, tls-server-name: api.example}}]
users: [{name: u, user: {token: u}}, {name: v, user: {tokenFile: token, as: jane, as-groups: [a], as-uid: "7"}}]
contexts: [{name: x, context: {cluster: c, user: u}}, {name: other, context: {cluster: d, user: v, namespace: web}}]
`;
const of = (
  name: string,
  overrides: Case['overrides'],
  { parts, more }: { readonly parts?: Parts | string; readonly more?: Partial<Case> } = {},
): Case => one(name, parts ?? `${two}current-context: x\n`, { overrides, ...more, files: { token: 'from-file', ...more?.files } });

export const overrideCases: readonly Case[] = [
  of('another context', { context: 'other' }),
  of('another context that is not there', { context: 'z' }),
  of('another context where none is current', { context: 'other' }, { parts: two }),
  of('another cluster', { cluster: 'd' }),
  of('another cluster that is not there', { cluster: 'z' }),
  of('another cluster where no context is current', { cluster: 'c' }, { parts: two, more: { differs: anonymous } }),
  of('another cluster and user where no context is current', { cluster: 'c', user: 'u' }, { parts: two }),
  of('another cluster where the current context is not there', { cluster: 'c', user: 'u' }, { parts: `${two}current-context: z\n` }),
  of('another user', { user: 'v' }),
  of('another user that is not there', { user: 'z' }),
  of('another user that is not there, and a token', { user: 'z', token: 'mine' }),
  of('another user where no context is current', { user: 'u' }, { parts: two }),
  of('another user of another context', { context: 'other', user: 'u' }),
  of('another server', { server: '$HTTPS/other' }),
  of('another server, of a cluster with a server name', { context: 'other', server: '$HTTPS' }),
  of('another server and server name', { context: 'other', server: '$HTTPS', tlsServerName: '127.0.0.1' }),
  of('another server in the clear', { server: '$HTTP' }),
  of('another server in the clear, and a token', { server: '$HTTP', token: 'mine' }),
  of('another server without a scheme', { server: '127.0.0.1:$PLAIN_PORT' }),
  of(
    'another server and token where there is no kubeconfig',
    { server: '$HTTPS', token: 'mine', insecure: true },
    { more: { kubeconfig: '$DIR/missing' } },
  ),
  of(
    'another server where no context is current',
    { server: '$HTTPS', token: 'mine', certificateAuthority: 'ca.crt' },
    { parts: two, more: { files: { 'ca.crt': '$ROOT' } } },
  ),
  of(
    'another server where the current context is not there',
    { server: '$HTTPS', token: 'mine', insecure: true },
    { parts: `${two}current-context: z\n` },
  ),
  of('another server of a cluster without one', { server: '$HTTPS', insecure: true }, { parts: { cluster: '' } }),
  of('a token that is given', { token: 'mine' }),
  of(
    'a token before a token file',
    { user: 'w', token: 'mine' },
    {
      parts: `${two}current-context: x\n`.replace('users: [', 'users: [{name: w, user: {tokenFile: token}}, '),
      more: { differs: { because: 'who gives a token means it', outcome: { sent: { path: '/version', authorization: 'Bearer mine' } } } },
    },
  ),
  of('a token before a name and password', { token: 'mine' }, { parts: { user: 'username: u, password: p' } }),
  of(
    'a token before a plugin',
    { token: 'mine' },
    { parts: { user: 'exec: {apiVersion: client.authentication.k8s.io/v1, command: ./nothing, interactiveMode: Never}' } },
  ),
  of('a token of two lines', { token: 'a\nb' }),
  of('a CA', { certificateAuthority: '$DIR/ca.crt' }, { parts: { cluster: 'server: "$HTTPS"' }, more: { files: { 'ca.crt': '$ROOT' } } }),
  of(
    'a CA, relative to the working directory',
    { certificateAuthority: 'ca.crt' },
    { parts: { cluster: 'server: "$HTTPS"' }, more: { files: { 'ca.crt': '$ROOT' } } },
  ),
  of(
    'a CA before CA data',
    { certificateAuthority: 'ca.crt' },
    { parts: { cluster: 'server: "$HTTPS", certificate-authority-data: $OTHER_DATA' }, more: { files: { 'ca.crt': '$ROOT' } } },
  ),
  of(
    'a CA before insecure',
    { certificateAuthority: 'ca.crt' },
    { parts: { cluster: 'server: "$HTTPS", insecure-skip-tls-verify: true' }, more: { files: { 'ca.crt': '$OTHER' } } },
  ),
  of('a CA that is missing', { certificateAuthority: 'nowhere' }),
  of('insecure before a CA', { insecure: true }, { parts: { cluster: 'server: "$AT_OLD", certificate-authority-data: $OTHER_DATA' } }),
  of('insecure with a CA, both given', { insecure: true, certificateAuthority: 'ca.crt' }, { more: { files: { 'ca.crt': '$ROOT' } } }),
  of('insecure that is false', { insecure: false }, { parts: { cluster: 'server: "$AT_OLD", insecure-skip-tls-verify: true' } }),
  of('a server name that is given', { tlsServerName: 'api.example' }),
  of('another server name', { context: 'other', tlsServerName: 'localhost' }),
  of('somebody to act as', { as: 'joe' }),
  of('somebody else to act as', { context: 'other', as: 'joe' }),
  of('other groups to act as', { context: 'other', asGroups: ['b'] }),
  of('several groups to act as', { as: 'joe', asGroups: ['b', 'c'] }),
  of('a uid to act as', { as: 'joe', asUid: '8' }),
  of('another uid to act as', { context: 'other', asUid: '8' }),
  of('groups and nobody to act as', { asGroups: ['b'] }),
  of('a uid and nobody to act as', { asUid: '8' }),
  of('somebody to act as, of two lines', { as: 'a\nb' }),
  of('a namespace that is given', { namespace: 'mine' }),
  { ...of('somebody to act as in the clear', { as: 'joe' }), files: { config: kubeconfig({ cluster: 'server: "$HTTP"' }) } },
  one('a server without a scheme, in the clear', { cluster: 'server: "127.0.0.1:$PLAIN_PORT"' }),
  one('a server by name without a scheme, in the clear', {
    cluster: 'server: "localhost:$PLAIN_PORT", certificate-authority-data: $ROOT_DATA',
  }),
  one('a server without a scheme, with a path', { cluster: 'server: "127.0.0.1:$PLAIN_PORT/path"' }),
  one('a server without a scheme, with a slash', { cluster: 'server: "127.0.0.1:$PLAIN_PORT/"' }),
];
