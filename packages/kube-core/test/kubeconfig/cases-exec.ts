/**
 * Plugins: what they are told, what they may answer, and which users have one.
 */
import { anonymous, kubeconfig, one, trusting, type Case } from './case.js';

const api = 'client.authentication.k8s.io';
const v1 = `apiVersion: ${api}/v1, interactiveMode: Never`;
const plugin = (fields: string, more = ''): { readonly user: string } => ({ user: `exec: {${fields}}${more === '' ? '' : `, ${more}`}` });

/** A program beside the kubeconfig that writes what is said. */
const writing = (text: string): Case['files'] => ({ 'bin/login': `#!/bin/sh\ncat <<'END'\n${text}\nEND\n` });
const status = (fields: string, version = 'v1'): string =>
  `{"kind":"ExecCredential","apiVersion":"${api}/${version}","status":{${fields}}}`;
const answering = (name: string, text: string): Case =>
  one(`a plugin that ${name}`, plugin(`${v1}, command: ./bin/login`), { files: writing(text) });

/** A program whose token is what a shell expression gives, in base64. */
const telling = (expression: string, version = 'v1'): Case['files'] => ({
  'bin/login': `#!/bin/sh\ntoken=$(printf %s "${expression}" | base64 | tr -d '\\n')\necho '{"apiVersion":"${api}/${version}","status":{"token":"'"$token"'"}}'\n`,
});
/** A program that gives the client's certificate, and what else is said. */
const certifying = (more: string): Case['files'] => ({
  'bin/login': `#!/bin/sh
cd "$$(dirname "$$0")"
line() { tr -d '\\r' < "$$1" | sed 's/$$/\\\\n/' | tr -d '\\n'; }
printf '%s\\n' '{"apiVersion":"${api}/v1","status":{${more}"clientCertificateData":"'"$$(line c)"'","clientKeyData":"'"$$(line k)"'"}}'
`,
  'bin/c': '$CLIENT',
  'bin/k': '$CLIENT_KEY',
});
const told = '$KUBERNETES_EXEC_INFO'.replace('$', '$$');
const extension = `extensions: [{name: ${api}/exec, extension: {audience: prod, list: [1, true, null]}}, {name: other, extension: {a: 1}}]`;
const config = (cluster: string, exec: string): string => kubeconfig({ cluster, ...plugin(exec) });

/** What looks like an id-token that is good until the year begins. */
const idToken = (year: number): string =>
  ['{"alg":"none"}', `{"exp":${Date.UTC(year) / 1000}}`, 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

/** A login at an identity provider that nobody reaches. */
const oidc = (name: string, config: string, beside = ''): Case => {
  const provider = `auth-provider: {name: oidc, config: {idp-issuer-url: "https://issuer.invalid", client-id: me, ${config}}}`;
  return one(`the auth-provider oidc with ${name}`, { user: beside === '' ? provider : `${beside}, ${provider}` });
};

export const execCases: readonly Case[] = [
  one('a plugin', plugin(`${v1}, command: ./bin/login`), { files: writing(status('"token":"from-plugin"')) }),
  one('a plugin by a path without a dot', plugin(`${v1}, command: bin/login`), { files: writing(status('"token":"t"')) }),
  one('a plugin by its whole path', plugin(`${v1}, command: $DIR/bin/login`), { files: writing(status('"token":"t"')) }),
  one(
    'a plugin by a bare name that PATH does not hold',
    plugin(`${v1}, command: kube-login-for-tests, installHint: "get it at example.com"`),
    {
      files: writing(status('"token":"t"')),
    },
  ),
  one(
    'a plugin by a bare name in a PATH of its own',
    plugin(`${v1}, command: kube-login-for-tests, env: [{name: PATH, value: "$DIR/bin"}]`),
    {
      files: { 'bin/kube-login-for-tests': writing(status('"token":"t"'))['bin/login']! },
    },
  ),
  one('a plugin by a path where there is nothing', plugin(`${v1}, command: ./bin/nothing, installHint: "get it"`)),
  one('a plugin that is a folder', plugin(`${v1}, command: ./bin`), { files: writing('') }),
  one('a plugin that cannot be run', plugin(`${v1}, command: ./config`)),
  one('a plugin in the clear', {
    ...plugin(`${v1}, command: ./bin/login`),
    cluster: 'server: "$HTTP"',
  }),
  one('a plugin without a command', plugin(v1)),
  one('a plugin without an apiVersion', plugin('command: ./bin/login, interactiveMode: Never')),
  one('a plugin of an apiVersion that is gone', plugin(`apiVersion: ${api}/v1alpha1, command: ./bin/login, interactiveMode: Never`)),
  one('a plugin of an apiVersion that is none', plugin('apiVersion: v1, command: ./bin/login, interactiveMode: Never')),
  one('a plugin of v1 without an interactiveMode', plugin(`apiVersion: ${api}/v1, command: ./bin/login`)),
  one('a plugin of v1beta1 without an interactiveMode', plugin(`apiVersion: ${api}/v1beta1, command: ./bin/login`), {
    files: writing(status('"token":"beta"', 'v1beta1')),
  }),
  one('a plugin of an interactiveMode that is none', plugin(`apiVersion: ${api}/v1, command: ./bin/login, interactiveMode: Sometimes`)),
  one('a plugin that must ask at a terminal', plugin(`apiVersion: ${api}/v1, command: ./bin/login, interactiveMode: Always`), {
    files: writing(status('"token":"t"')),
  }),
  one('a plugin that may ask at a terminal', plugin(`apiVersion: ${api}/v1, command: ./bin/login, interactiveMode: IfAvailable`), {
    files: telling(told),
  }),
  one(
    'a plugin with arguments and variables',
    plugin(
      `${v1}, command: ./bin/login, args: [a, "b c", "$$x"], env: [{name: MINE, value: "1 2"}, {name: MINE, value: "3"}, {name: EMPTY}]`,
    ),
    {
      files: telling('$$#,$$1,$$2,$$3,$$MINE,$${EMPTY-unset}'),
    },
  ),
  one('a variable without a name', plugin(`${v1}, command: ./bin/login, env: [{value: x}]`), { files: writing(status('"token":"t"')) }),
  one('an argument that is a number', plugin(`${v1}, command: ./bin/login, args: [1]`), { files: writing(status('"token":"t"')) }),
  one('a plugin in the folder that the program runs in', plugin(`${v1}, command: ./bin/login`), {
    files: telling('$$(basename "$$PWD")/$$(basename "$$0")'),
  }),
  one('a plugin that is told of no cluster', plugin(`${v1}, command: ./bin/login`), { files: telling(told) }),
  one(
    'a plugin that is told of a cluster',
    config(
      `${trusting}, tls-server-name: api.example, disable-compression: true, ${extension}`,
      `${v1}, command: ./bin/login, provideClusterInfo: true`,
    ),
    { files: telling(told) },
  ),
  one(
    'a plugin that is told of a CA in a file',
    config('server: "$HTTPS/path/", certificate-authority: ca.crt', `${v1}, command: ./bin/login, provideClusterInfo: true`),
    { files: { ...telling(told), 'ca.crt': '$ROOT' } },
  ),
  one(
    'a plugin that is told of a server that nobody verifies',
    config('server: "$HTTPS", insecure-skip-tls-verify: true', `${v1}, command: ./bin/login, provideClusterInfo: true`),
    { files: telling(told) },
  ),
  one('a plugin that is told in v1beta1', plugin(`apiVersion: ${api}/v1beta1, command: ./bin/login, provideClusterInfo: true`), {
    files: telling(told, 'v1beta1'),
  }),
  one('a plugin beside a token', plugin(`${v1}, command: ./bin/login`, 'token: own'), { files: writing(status('"token":"t"')) }),
  one('a plugin without a command beside a token', plugin(v1, 'token: own')),
  one('a plugin beside a name and password', plugin(`${v1}, command: ./bin/login`, 'username: u, password: p'), {
    files: writing(status('"token":"t"')),
  }),
  one(
    'a plugin beside a client certificate',
    plugin(`${v1}, command: ./bin/login`, 'client-certificate-data: $CLIENT_DATA, client-key-data: $CLIENT_KEY_DATA'),
    { files: writing(status('"token":"t"')) },
  ),
  one('a plugin beside an auth-provider', plugin(`${v1}, command: ./bin/login`, 'auth-provider: {name: oidc}')),
  one('a plugin of a user who acts as another', plugin(`${v1}, command: ./bin/login`, 'as: jane'), {
    files: writing(status('"token":"t"')),
  }),
  one('a plugin that gives a certificate', plugin(`${v1}, command: ./bin/login`), { files: certifying('') }),
  one('a plugin that gives a certificate and a token', plugin(`${v1}, command: ./bin/login`), { files: certifying('"token":"both",') }),
  answering('gives a certificate that is no PEM', status('"clientCertificateData":"c","clientKeyData":"k"')),
  answering('gives a certificate without its key', status('"clientCertificateData":"c"')),
  answering('gives a key without its certificate', status('"token":"t","clientKeyData":"k"')),
  answering('gives nothing', status('')),
  answering('gives an empty token', status('"token":""')),
  answering('has no status', `{"kind":"ExecCredential","apiVersion":"${api}/v1"}`),
  answering('has a status of null', `{"kind":"ExecCredential","apiVersion":"${api}/v1","status":null}`),
  answering('does not say its kind', `{"apiVersion":"${api}/v1","status":{"token":"no-kind"}}`),
  answering('is of another kind', `{"kind":"Pod","apiVersion":"${api}/v1","status":{"token":"t"}}`),
  answering('does not say its version', '{"kind":"ExecCredential","status":{"token":"t"}}'),
  answering('answers in another version', status('"token":"t"', 'v1beta1')),
  answering(
    'writes YAML',
    `apiVersion: ${api}/v1\nkind: ExecCredential\nstatus:\n  token: yaml\n  expirationTimestamp: 2199-01-01T00:00:00Z`,
  ),
  answering('writes a token that is a number', status('"token":123')),
  answering('writes text', 'hello'),
  answering('writes nothing at all', ''),
  answering('writes something behind its answer', `${status('"token":"t"')}\nand more`),
  answering('writes two answers', `${status('"token":"t"')}\n${status('"token":"u"')}`),
  answering('writes fields that nobody knows', status('"token":"t","more":{"a":1}')),
  answering('gives a token of two lines', status('"token":"a\\nb"')),
  answering('gives a token that ends in a line feed', status('"token":"a\\n"')),
  answering('says until when', status('"token":"t","expirationTimestamp":"2199-01-01T00:00:00Z"')),
  answering(
    'says until when, in another zone and with fractions',
    status('"token":"t","expirationTimestamp":"2199-01-01T00:00:00.123456+02:00"'),
  ),
  answering('gives what is over', status('"token":"over","expirationTimestamp":"2001-01-01T00:00:00Z"')),
  answering('says no time', status('"token":"t","expirationTimestamp":"tomorrow"')),
  answering('says an empty time', status('"token":"t","expirationTimestamp":""')),
  answering('says a day', status('"token":"t","expirationTimestamp":"2199-01-01"')),
  one('a plugin that fails', plugin(`${v1}, command: ./bin/login`), {
    files: { 'bin/login': '#!/bin/sh\nexit 3\n' },
  }),
  one('a plugin that fails behind its answer', plugin(`${v1}, command: ./bin/login`), {
    files: { 'bin/login': `#!/bin/sh\necho '${status('"token":"t"')}'\nexit 1\n` },
  }),
  one('a plugin that is killed', plugin(`${v1}, command: ./bin/login`), { files: { 'bin/login': '#!/bin/sh\nkill -9 $$$$\n' } }),
  one('an exec that is text', { user: 'exec: login' }),
  one('an exec of nothing', { user: 'exec: {}' }),
  one('an exec of null', { user: 'exec: ~' }, { differs: anonymous }),
  one('a flag of a plugin that is text', plugin(`${v1}, command: ./bin/login, provideClusterInfo: "true"`)),
  oidc('an id-token that is good', `id-token: ${idToken(2100)}`),
  oidc('an id-token that is good, of an issuer in the clear', `idp-issuer-url: "http://issuer", id-token: ${idToken(2100)}`),
  oidc('an id-token beside a token', `id-token: ${idToken(2100)}`, 'token: t'),
  oidc('an id-token beside a name and password', `id-token: ${idToken(2100)}`, 'username: u, password: p'),
  oidc(
    'an id-token beside a client certificate',
    `id-token: ${idToken(2100)}`,
    'client-certificate-data: $CLIENT_DATA, client-key-data: $CLIENT_KEY_DATA',
  ),
  oidc('an id-token that has expired', `id-token: ${idToken(2020)}`),
  oidc('an id-token that is none', 'id-token: abc'),
  oidc('no id-token', 'client-secret: s'),
  oidc('no issuer', `idp-issuer-url: "", id-token: ${idToken(2100)}`),
  oidc('no client', `client-id: "", id-token: ${idToken(2100)}`),
  oidc('an authority that is no base64', `idp-certificate-authority-data: "!", id-token: ${idToken(2100)}`),
  one('the auth-provider gcp', { user: 'auth-provider: {name: gcp, config: {access-token: secret}}' }),
  one('the auth-provider azure', { user: 'auth-provider: {name: azure}' }),
  one('an auth-provider that nobody knows', { user: 'auth-provider: {name: mine}' }),
  one('an auth-provider without a name', { user: 'auth-provider: {}' }),
  one('an auth-provider that nobody knows beside a token', { user: 'token: t, auth-provider: {name: mine}' }),
  one('the auth-provider gcp beside a client certificate', {
    user: 'client-certificate-data: $CLIENT_DATA, client-key-data: $CLIENT_KEY_DATA, auth-provider: {name: gcp}',
  }),
  one('the auth-provider gcp in the clear', { cluster: 'server: "$HTTP"', user: 'auth-provider: {name: gcp}' }),
];
