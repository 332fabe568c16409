/**
 * Credentials that never change: a token, or a name and password. They have no `refresh`: a 401 is the server's last word.
 */
import type { Credentials } from '../service/layer/auth.js';
import { headerValue } from '../service/layer/headers.js';

const fixed = (value: string | undefined): Credentials => ({ authorization: () => Promise.resolve(value) });

/** Nobody: the server sees `system:anonymous`, or the client certificate. */
export const anonymous: Credentials = fixed(undefined);

/** A bearer token. @throws KubeError `header` for one that no header can hold, with a line break for example. */
export const bearer = (token: string): Credentials => fixed(bearerHeader(token));

/** The value of the header for a token; `name` is what a message calls it. @throws as {@link bearer}. */
export const bearerHeader = (token: string, name = 'the token'): string => `Bearer ${headerValue(token, name)}`;

/** Name and password; servers have dropped it since 1.19, some proxies have not. */
export const basic = (username: string, password: string): Credentials =>
  fixed(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
