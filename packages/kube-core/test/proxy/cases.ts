/**
 * What the environment may say of proxies, and servers: kubectl says which of them are asked through a proxy. `$PROXY` is `127.0.0.1:port`.
 */

/** A server and an environment. */
export interface Case {
  readonly server: string;
  readonly env: Readonly<Record<string, string>>;
}

const exceptions: readonly (readonly [server: string, noProxy: string])[] = [
  ['http://api.example', 'api.example'],
  ['http://api.example', 'API.Example'],
  ['http://API.EXAMPLE', 'api.example'],
  ['http://api.example', 'example'],
  ['http://api.example', 'ample'],
  ['http://api.example', '.example'],
  ['http://api.example', '*.example'],
  ['http://api.example', '.api.example'],
  ['http://api.example', '*.api.example'],
  ['http://api.example', 'a*.example'],
  ['http://api.example', 'a.api.example'],
  ['http://api.example', ' other , api.example '],
  ['http://api.example', ',,'],
  ['http://api.example', '*'],
  ['http://api.example', 'other,*'],
  ['http://api.example', '*,other'],
  ['http://api.example', '.'],
  ['http://api.example', 'api.example:80'],
  ['http://api.example', 'api.example:443'],
  ['http://api.example', 'api.example:'],
  ['http://api.example', ':80'],
  ['http://api.example:8080', 'api.example:8080'],
  ['http://api.example:8080', 'api.example:80'],
  ['http://api.example:8080', '.example:8080'],
  ['http://api.example', '0.0.0.0/0'],
  ['http://192.0.2.7', '192.0.2.7'],
  ['http://192.0.2.7', '192.0.2.7:80'],
  ['http://192.0.2.7', '192.0.2.7:81'],
  ['http://192.0.2.7', '192.0.2.0/24'],
  ['http://192.0.2.7', '192.0.2.0/29'],
  ['http://192.0.2.7', '192.0.2.9/29'],
  ['http://192.0.2.7', '192.0.2.8/29'],
  ['http://192.0.2.7', '192.0.2.0/33'],
  ['http://192.0.2.7', '192.0.2'],
  ['http://192.0.2.7', '2.7'],
  ['http://192.0.2.7', '0.0.0.0/0'],
  ['http://192.0.2.7', '::/0'],
  ['http://192.0.2.7', '::ffff:192.0.2.7'],
  ['http://192.0.2.7', '192.0.2.0/24:80'],
  ['http://[2001:db8::7]', '2001:db8::7'],
  ['http://[2001:db8::7]', '[2001:db8::7]'],
  ['http://[2001:db8::7]', '[2001:db8::7]:80'],
  ['http://[2001:db8::7]', '[2001:db8::7]:81'],
  ['http://[2001:db8::7]', '2001:db8:0:0::7'],
  ['http://[2001:db8::7]', '2001:db8::/32'],
  ['http://[2001:db8::7]', '2001:db9::/32'],
  ['http://[2001:db8::7]', '0.0.0.0/0'],
];

const proxies: readonly (readonly [server: string, env: Case['env']])[] = [
  ['http://api.example', {}],
  ['http://api.example', { HTTP_PROXY: '$PROXY' }],
  ['http://api.example', { http_proxy: 'http://$PROXY' }],
  ['http://api.example', { HTTPS_PROXY: 'http://$PROXY' }],
  ['http://api.example', { ALL_PROXY: 'http://$PROXY' }],
  ['http://api.example', { HTTP_PROXY: 'http://$PROXY', no_proxy: 'api.example' }],
  ['http://api.example', { HTTP_PROXY: 'http://$PROXY', NO_PROXY: 'other', no_proxy: 'api.example' }],
  ['http://api.example', { HTTP_PROXY: 'http://$PROXY', http_proxy: 'http://127.0.0.1:9' }],
  ['http://api.example', { HTTP_PROXY: '', http_proxy: 'http://$PROXY' }],
  ['https://api.example', { HTTPS_PROXY: 'http://$PROXY' }],
  ['https://api.example', { https_proxy: '$PROXY' }],
  ['https://api.example', { HTTP_PROXY: 'http://$PROXY' }],
  ['https://api.example', { HTTPS_PROXY: 'http://$PROXY', NO_PROXY: 'api.example:443' }],
  ['https://api.example', { HTTPS_PROXY: 'http://$PROXY', NO_PROXY: 'api.example:6443' }],
  ['https://api.example:6443', { HTTPS_PROXY: 'http://$PROXY', NO_PROXY: 'api.example:6443' }],
  ['http://localhost:9', { HTTP_PROXY: 'http://$PROXY' }],
  ['http://a.localhost:9', { HTTP_PROXY: 'http://$PROXY' }],
  ['http://127.0.0.1:9', { HTTP_PROXY: 'http://$PROXY' }],
  ['http://127.8.9.1:9', { HTTP_PROXY: 'http://$PROXY' }],
  ['http://[::1]:9', { HTTP_PROXY: 'http://$PROXY' }],
  ['http://0.0.0.0:9', { HTTP_PROXY: 'http://$PROXY' }],
];

/** By name. */
export const cases: ReadonlyMap<string, Case> = new Map(
  [
    ...exceptions.map(([server, NO_PROXY]) => ({ server, env: { HTTP_PROXY: 'http://$PROXY', NO_PROXY } })),
    ...proxies.map(([server, env]) => ({ server, env })),
  ].map((one) => [`${one.server} ${JSON.stringify(one.env)}`, one]),
);
