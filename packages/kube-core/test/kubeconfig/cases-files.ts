/**
 * Which files make a kubeconfig, and what paths in them mean.
 */
import { anonymous, kubeconfig, type Case } from './case.js';

const mine = kubeconfig({ user: 'token: mine' });
const theirs = kubeconfig({ user: 'token: theirs' });
const home = { 'home/.kube/config': kubeconfig({ user: 'token: home' }) };
const stacked = (name: string, kube: string, files: Case['files']): Case => ({ name, kubeconfig: kube, files: { ...home, ...files } });

export const fileCases: readonly Case[] = [
  stacked('no KUBECONFIG', '', {}),
  stacked('separators only', ':::', {}),
  stacked('separators around a file', '::$DIR/a:', { a: mine }),
  stacked('two files, the first of which wins', '$DIR/a:$DIR/b', { a: mine, b: theirs }),
  stacked('one file twice', '$DIR/a:$DIR/a', { a: mine }),
  stacked('a file that is missing before another', '$DIR/missing:$DIR/a', { a: mine }),
  stacked('a file that is missing', '$DIR/missing', {}),
  stacked('a file that is bad behind a good one', '$DIR/a:$DIR/b', { a: mine, b: 'users: {' }),
  stacked('a folder', '$DIR/folder', { 'folder/x': '' }),
  stacked('a path below a file', '$DIR/a/below', { a: mine }),
  stacked('an empty file before another', '$DIR/empty:$DIR/a', { empty: '', a: mine }),
  stacked('an empty current context before another', '$DIR/a:$DIR/b', { a: 'current-context: ""', b: mine }),
  stacked('a current context of a file before its context', '$DIR/a:$DIR/b', { a: 'current-context: x', b: mine }),
  stacked('a user won by a file before', '$DIR/a:$DIR/b', { a: 'users: [{name: u, user: {username: a, password: b}}]', b: mine }),
  { ...stacked('a user of nothing in a file before', '$DIR/a:$DIR/b', { a: 'users: [{name: u}]', b: mine }), differs: anonymous },
  stacked('a context of a cluster that another file has', '$DIR/a:$DIR/b', {
    a: 'contexts: [{name: x, context: {cluster: c, user: v}}]\nusers: [{name: v, user: {token: v}}]',
    b: mine,
  }),
  stacked('paths beside each file', '$DIR/a/config:$DIR/b/config', {
    'a/config': 'users: [{name: u, user: {tokenFile: token}}]',
    'a/token': 'from-a',
    'b/config': kubeconfig({ cluster: 'server: "$HTTPS", certificate-authority: ../ca.crt' }),
    'ca.crt': '$ROOT',
  }),
  stacked('a relative path in KUBECONFIG', 'a/config', {
    'a/config': kubeconfig({ user: 'tokenFile: ./token' }),
    'a/token': 'beside',
  }),
  stacked('a path of spaces', '$DIR/my files/config', { 'my files/config': mine }),
];
