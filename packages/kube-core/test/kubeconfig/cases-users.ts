/**
 * Who asks: tokens, names and passwords, impersonation, and the server's URL.
 */
import { anonymous, kubeconfig, one, type Case } from './case.js';

const impersonating = (user: string): string => `token: t, ${user}`;
const at = (server: string, user = 'token: t'): string =>
  kubeconfig({ cluster: `server: "${server}", certificate-authority-data: $ROOT_DATA`, user });

const inTheClear: NonNullable<Case['differs']> = {
  because: 'in the clear no certificate is used, so none is looked for',
  outcome: { sent: { path: '/version' } },
};

export const userCases: readonly Case[] = [
  one('nobody', { user: '' }, { differs: anonymous }),
  one('a token', { user: 'token: abc' }),
  one('a token file', { user: 'tokenFile: token' }, { files: { token: ' from-file\n' } }),
  one('a token beside a token file', { user: 'token: abc, tokenFile: token' }, { files: { token: 'from-file' } }),
  one('a token beside a token file that is missing', { user: 'token: abc, tokenFile: token' }),
  one('a token beside a token file that is a folder', { user: 'token: abc, tokenFile: folder' }, { files: { 'folder/x': '' } }),
  one('a token beside a token file that is empty', { user: 'token: abc, tokenFile: token' }, { files: { token: '\n' } }),
  one('a token beside a token file of two lines', { user: 'token: abc, tokenFile: token' }, { files: { token: 'a\nb' } }),
  one('a token file that is missing', { user: 'tokenFile: token' }),
  one('a token file that is empty', { user: 'tokenFile: token' }, { files: { token: '' } }),
  one('a token file of two lines', { user: 'tokenFile: token' }, { files: { token: 'a\nb' } }),
  one('a token that is empty', { user: 'token: ""' }, { differs: anonymous }),
  one('a token with a line break behind it', { user: 'token: "abc\\n"' }),
  one('a token with a line break in it', { user: 'token: "a\\nbc"' }),
  one('a token with white space around it', { user: 'token: " abc "' }),
  one('a token with a tab in it', { user: 'token: "a\\tbc"' }),
  one('a token that is no ASCII', { user: 'token: "tökén"' }),
  one('a name and password', { user: 'username: u, password: p' }),
  one('a name alone', { user: 'username: u' }),
  one('a password alone', { user: 'password: p' }, { differs: anonymous }),
  one('a name with a colon', { user: 'username: "a:b", password: "c:d"' }),
  one('a name and password that are no ASCII', { user: 'username: ü, password: é' }),
  one('a token and a name', { user: 'token: t, username: u' }),
  one('a token file and a name', { user: 'tokenFile: token, username: u' }, { files: { token: 't' } }),
  one('a user to act as', { user: impersonating('as: jane') }),
  one('everything of a user to act as', {
    user: impersonating('as: jane, as-uid: "7", as-groups: [a, b], as-user-extra: {example.com/K: [v, w]}'),
  }),
  one('an extra key with parentheses', { user: impersonating('as: jane, as-user-extra: {"a(b)": [v]}') }),
  one('an extra key with all kinds of characters', { user: impersonating(`as: jane, as-user-extra: {"a b%!'*~:@/": [v]}`) }),
  one('an extra key that is no ASCII', { user: impersonating('as: jane, as-user-extra: {"Ü": [v]}') }),
  one('extra keys that differ in case', { user: impersonating('as: jane, as-user-extra: {Key: [v], key: [v]}') }),
  one('an extra key without values', { user: impersonating('as: jane, as-user-extra: {k: []}') }),
  one('a user to act as that is no ASCII', { user: impersonating('as: jané') }),
  one('a user to act as with a line break', { user: impersonating('as: "ja\\nne"') }),
  one('groups without a user to act as', { user: impersonating('as-groups: [a]') }),
  one('a uid without a user to act as', { user: impersonating('as-uid: "7"') }),
  one('extra without a user to act as', { user: impersonating('as-user-extra: {k: [v]}') }),
  one('a server in the clear', at('$HTTP')),
  one('a server in the clear, acting as somebody', at('$HTTP', 'token: t, as: jane')),
  one('a server in the clear with a CA of nonsense', { cluster: 'server: "$HTTP", certificate-authority-data: eA==' }),
  one(
    'a server in the clear with a CA file that is missing',
    { cluster: 'server: "$HTTP", certificate-authority: nowhere' },
    { differs: inTheClear },
  ),
  one(
    'a server in the clear with a client certificate that is missing',
    { cluster: 'server: "$HTTP"', user: 'client-certificate: c, client-key: k' },
    { differs: inTheClear },
  ),
  one('a server with a path', at('$HTTPS/k8s/clusters/c-1/')),
  one('a server with a query and a fragment', at('$HTTPS/?a=b#c')),
  one('a server in capitals', at('HTTPS://127.0.0.1:$PORT')),
  one('a server by its name', at('https://localhost:$PORT')),
  one('a server with name and password', at('https://u%40x:p%3A@127.0.0.1:$PORT')),
  one('a server with a name alone', at('https://u@127.0.0.1:$PORT')),
  one('a server with a password that cannot be decoded', at('https://u:p%zz@127.0.0.1:$PORT')),
  one('a server with a name that cannot be decoded', at('https://u%zz:p@127.0.0.1:$PORT')),
  one('a server of another scheme', at('ftp://127.0.0.1:$PORT')),
  one('a server with a port that is none', at('https://127.0.0.1:99999')),
  one('a server with a space', at('https://127.0.0.1 :$PORT')),
  one('a server that is empty', at('')),
  one('a cluster without a server', { cluster: '' }),
];
