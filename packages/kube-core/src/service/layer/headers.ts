/**
 * Headers that every request carries: {@link headers}, and {@link impersonate} for whom the caller acts as.
 */
import type { Impersonation } from '../../config/types.js';
import { KubeError } from '../../errors.js';
import type { RequestHeaders } from '../../request/http.js';
import { fitsHeader } from '../../util/text/header-text.js';
import { mapRequest, type Layer } from '../service.js';

/** @param fixed - Lower-case names. What a request says itself wins. */
export const headers = (fixed: RequestHeaders): Layer =>
  mapRequest((request) => ({ ...request, headers: { ...fixed, ...request.headers } }));

/**
 * Acts as somebody else. A request with a header `impersonate-…` of its own acts as whom it says, and as nobody else: nothing is mixed.
 *
 * @param as - Whom to act as.
 * @throws KubeError `impersonation` without a user, which the server would not take; `header` for what no header can hold.
 */
export function impersonate(as: Impersonation | undefined): Layer {
  const own = impersonationHeaders(as);
  return mapRequest((request) =>
    Object.keys(request.headers).some((name) => name.startsWith('impersonate-'))
      ? request
      : { ...request, headers: { ...own, ...request.headers } },
  );
}

/**
 * The headers of an impersonation; servers refuse them (403) unless the caller has the right to impersonate.
 *
 * @throws as {@link impersonate}.
 */
export function impersonationHeaders(as: Impersonation | undefined): RequestHeaders {
  if (as === undefined) return {};
  const { user, uid = '', groups = [] } = as;
  if (user === '') throw new KubeError('impersonation', 'uid, groups and extra of an impersonation need the user to act as');
  return {
    'impersonate-user': headerValue(user, 'the user to act as'),
    ...(uid !== '' && { 'impersonate-uid': headerValue(uid, 'the uid to act as') }),
    ...(groups.length > 0 && { 'impersonate-group': groups.map((group) => headerValue(group, 'a group to act as')) }),
    ...Object.fromEntries(extraHeaders(as.extra ?? {})),
  };
}

/** Keys that differ only in case are one header, as for the server: it gets the values of both. */
function extraHeaders(extra: NonNullable<Impersonation['extra']>): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const [key, values] of Object.entries(extra)) {
    const name = `impersonate-extra-${headerName(key)}`;
    const more = values.map((value) => headerValue(value, 'an extra value of whom to act as'));
    if (more.length > 0) all.set(name, [...(all.get(name) ?? []), ...more]);
  }
  return all;
}

/**
 * The UTF-8 bytes of a text, which is what servers read, as the characters that become those bytes in a header.
 *
 * @param text - The value; no message shows it.
 * @param name - What it is called in messages.
 * @throws KubeError `header` for a line break or another control character.
 */
export function headerValue(text: string, name: string): string {
  if (fitsHeader(text)) return Buffer.from(text, 'utf8').toString('latin1');
  throw new KubeError('header', `${name} holds a line break or another control character, which no header can carry; remove it`);
}

/** Percent-encodes the bytes that no header name may hold, and the percent sign itself, as client-go does and the server decodes. */
const headerName = (key: string): string => Array.from(Buffer.from(key, 'utf8'), nameByte).join('');

const nameByte = (byte: number): string => {
  const char = String.fromCharCode(byte);
  if (/[!#$&'*+.^_`|~0-9A-Za-z-]/.test(char)) return char.toLowerCase();
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
};
