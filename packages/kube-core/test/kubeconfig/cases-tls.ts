/**
 * Whom a client trusts, by which name, and the certificate that it shows.
 */
import { one, type Case } from './case.js';

const ca = (server: string, pem: string, more = ''): { readonly cluster: string } => ({
  cluster: `server: "${server}", certificate-authority-data: ${pem}${more === '' ? '' : `, ${more}`}`,
});
const mutual = (certificate: string, key: string): { readonly user: string } => ({
  user: `client-certificate-data: ${certificate}, client-key-data: ${key}`,
});

export const tlsCases: readonly Case[] = [
  one('no CA', { cluster: 'server: "$HTTPS"' }),
  one('insecure', { cluster: 'server: "$HTTPS", insecure-skip-tls-verify: true' }),
  one('insecure and over', { cluster: 'server: "$AT_OLD", insecure-skip-tls-verify: true' }),
  one('the root as CA', ca('$HTTPS', '$ROOT_DATA')),
  one('the root as CA in a file', { cluster: 'server: "$HTTPS", certificate-authority: ca.crt' }, { files: { 'ca.crt': '$ROOT' } }),
  one('an intermediate as CA', ca('$HTTPS', '$INTERMEDIATE_DATA')),
  one("the server's own certificate as CA", ca('$HTTPS', '$LEAF_DATA')),
  one('another root as CA', ca('$HTTPS', '$OTHER_DATA')),
  one('the root as CA of a chain without its intermediate', ca('$AT_LEAF', '$ROOT_DATA')),
  one('an intermediate as CA that the server does not send', ca('$AT_LEAF', '$INTERMEDIATE_DATA')),
  one("the server's own certificate as CA, without a chain", ca('$AT_LEAF', '$LEAF_DATA')),
  one('a certificate that signed itself as CA', ca('$AT_ALONE', '$ALONE_DATA')),
  one('a certificate that is over', ca('$AT_OLD', '$ROOT_DATA')),
  one('a certificate that is over as CA', ca('$AT_OLD', '$OLD_DATA')),
  one('a certificate of another name', ca('$AT_ELSEWHERE', '$ROOT_DATA')),
  one('a certificate of another name as CA', ca('$AT_ELSEWHERE', '$ELSEWHERE_DATA')),
  one('a certificate of the name that is asked for', ca('$AT_ELSEWHERE', '$ROOT_DATA', 'tls-server-name: elsewhere')),
  one('a server name', ca('$HTTPS', '$ROOT_DATA', 'tls-server-name: api.example')),
  one('a server name that the certificate does not hold', ca('$HTTPS', '$ROOT_DATA', 'tls-server-name: other.example')),
  one('an address as server name', ca('https://localhost:$PORT', '$ROOT_DATA', 'tls-server-name: 127.0.0.1')),
  one('a CA file that is missing', { cluster: 'server: "$HTTPS", certificate-authority: nowhere' }),
  one('a CA file that is empty', { cluster: 'server: "$HTTPS", certificate-authority: ca.crt' }, { files: { 'ca.crt': '' } }),
  one('a CA that is no PEM', ca('$HTTPS', 'aGVsbG8=')),
  one('a CA that is a key', ca('$HTTPS', '$ROOT_KEY_DATA')),
  one('a CA that is empty', ca('$HTTPS', '""')),
  one(
    'several CAs between other text',
    { cluster: 'server: "$HTTPS", certificate-authority: ca.crt' },
    { files: { 'ca.crt': '# ours\n$OTHER\n$ROOT_KEY\n$ROOT# the end' } },
  ),
  one('CA data and a CA file', ca('$HTTPS', '$ROOT_DATA', 'certificate-authority: ca.crt'), { files: { 'ca.crt': '$ROOT' } }),
  one('insecure with a CA', ca('$HTTPS', '$ROOT_DATA', 'insecure-skip-tls-verify: true')),
  one('a client certificate', mutual('$CLIENT_DATA', '$CLIENT_KEY_DATA')),
  one('a client certificate in files', { user: 'client-certificate: c, client-key: k' }, { files: { c: '$CLIENT', k: '$CLIENT_KEY' } }),
  one('a client certificate and a token', { user: `${mutual('$CLIENT_DATA', '$CLIENT_KEY_DATA').user}, token: t` }),
  one('a client certificate without a key', { user: 'client-certificate-data: $CLIENT_DATA' }),
  one('a key without a client certificate', { user: 'token: t, client-key-data: $CLIENT_KEY_DATA' }),
  one('a client certificate that is missing', { user: 'client-certificate: c, client-key-data: $CLIENT_KEY_DATA' }),
  one('a client key that is missing', { user: 'client-certificate-data: $CLIENT_DATA, client-key: k' }),
  one('a client certificate that is no PEM', mutual('aGVsbG8=', '$CLIENT_KEY_DATA')),
  one('a client key that is no PEM', mutual('$CLIENT_DATA', 'aGVsbG8=')),
  one('client certificate and key exchanged', mutual('$CLIENT_KEY_DATA', '$CLIENT_DATA')),
  one('the key of another client certificate', mutual('$CLIENT_DATA', '$ROOT_KEY_DATA')),
  one(
    'the key of another client certificate in files',
    { user: 'client-certificate: c, client-key: k' },
    { files: { c: '$CLIENT', k: '$ROOT_KEY' } },
  ),
  one(
    'client certificate data and a file',
    { user: `${mutual('$CLIENT_DATA', '$CLIENT_KEY_DATA').user}, client-certificate: c` },
    { files: { c: '$CLIENT' } },
  ),
];
