/**
 * What an id-token says of itself: {@link expiryOf}. Nobody verifies it here: the server that it is sent to does.
 */
import { isObject } from '../../util/json/json.js';

/** When it ends, in milliseconds since the epoch; `undefined` for what is no id-token. */
export function expiryOf(idToken: string): number | undefined {
  const parts = idToken.split('.');
  const claims = parts.length === 3 ? jsonIn(parts[1] ?? '') : undefined;
  const seconds = isObject(claims) ? claims['exp'] : undefined;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function jsonIn(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
