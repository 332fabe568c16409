/**
 * Where the next page of a list begins, as text: {@link encodeToken}, {@link decodeToken}. The form is kube-apiserver's own, since clients see
 * it when they decode one.
 */
import { isObject } from 'kube-core/json';
import { badRequest } from '../refusal.js';

/** What a continue token holds. */
export interface ContinueToken {
  /** The version that the list is of; -1 goes on with the most recent one. */
  readonly version: number;
  /** The key of the last object of the page before. */
  readonly after: string;
}

const tokenVersion = 'meta.k8s.io/v1';

/** A token as text. */
export const encodeToken = ({ version, after }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: tokenVersion, rv: version, start: `${after}\0` })).toString('base64url');

/** @throws Refusal 400 for a text that is no token. */
export function decodeToken(text: string): ContinueToken {
  const token = parsed(Buffer.from(text, 'base64url').toString('utf8'));
  if (isObject(token) && token.v === tokenVersion && isVersion(token.rv) && typeof token.start === 'string')
    return { version: token.rv, after: token.start.replace(/\0$/, '') };
  throw badRequest('invalid continue token: continue key is not valid: it is no token of this server');
}

/** Negative ones go on with the most recent version. */
const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && value !== 0;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON is as wrong as JSON that is no token
  }
}
