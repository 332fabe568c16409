/**
 * Headers that every request carries: {@link headers}, and {@link impersonationHeaders} for whom the caller acts as.
 */
import type { Impersonation } from '../config/types.js';
import type { RequestHeaders } from '../request/http.js';
import { mapRequest, type Layer } from './service.js';

/** @param fixed - Lower-case names. What a request says itself wins. */
export const headers = (fixed: RequestHeaders): Layer =>
  mapRequest((request) => ({ ...request, headers: { ...fixed, ...request.headers } }));

/** The headers of an impersonation; servers refuse them (403) unless the caller has the right to impersonate. */
export function impersonationHeaders(as: Impersonation | undefined): RequestHeaders {
  if (as === undefined) return {};
  const extra = Object.entries(as.extra ?? {}).map(
    ([key, values]) => [`impersonate-extra-${encodeHeaderName(key)}`, values.map(headerValue)] as const,
  );
  return {
    'impersonate-user': headerValue(as.user),
    ...(as.uid !== undefined && { 'impersonate-uid': headerValue(as.uid) }),
    ...(as.groups !== undefined && as.groups.length > 0 && { 'impersonate-group': as.groups.map(headerValue) }),
    ...Object.fromEntries(extra),
  };
}

/** The UTF-8 bytes of a text, which is what servers read, as the characters that become those bytes in a header. */
const headerValue = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Percent-encodes what no header name may hold, and the percent sign itself, as the server decodes it. */
const encodeHeaderName = (key: string): string =>
  key
    .toLowerCase()
    .replace(/[^!#$&'*+.^_`|~0-9a-z-]/gu, (char) =>
      encodeURIComponent(char).replace(/^(?!%)/, () => `%${char.charCodeAt(0).toString(16)}`),
    );
