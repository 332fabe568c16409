/**
 * Credentials that never change: a token, or a name and password.
 */
import type { Credentials } from '../service/auth.js';

const fixed = (value: string | undefined): Credentials => ({
  authorization: () => Promise.resolve(value),
  refresh: () => Promise.resolve(),
});

/** Nobody: the server sees `system:anonymous`, or the client certificate. */
export const anonymous: Credentials = fixed(undefined);

/** A bearer token. */
export const bearer = (token: string): Credentials => fixed(`Bearer ${token}`);

/** Name and password; servers have dropped it since 1.19, some proxies have not. */
export const basic = (username: string, password: string): Credentials =>
  fixed(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
