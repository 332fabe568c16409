/**
 * What an HTTP header can carry: {@link fitsHeader}.
 */

/** Whether no line break and no other control character is in it; a tab may be, as in Go. */
export function fitsHeader(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return false;
  }
  return true;
}
