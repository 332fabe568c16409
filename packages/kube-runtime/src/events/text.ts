/**
 * Texts within the limits of the API, which counts bytes: {@link cutTo}.
 */

/** The text, or as much of it as fits into so many bytes of UTF-8 with `...` behind it. No character is cut in two. */
export function cutTo(bytes: number, text: string): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const room = new Uint8Array(bytes - 3);
  const { read } = new TextEncoder().encodeInto(text, room);
  return `${text.slice(0, read)}...`;
}
