/**
 * The messages of a session (KEP-4006): each begins with a byte that says which stream it is of. Enter at {@link channel}.
 */

/** The streams of a socket, by the first byte of each message. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

/** The protocol that can close one stream and leave the others open; v4 cannot. */
export const closesStreams = (protocol: string): boolean => protocol === 'v5.channel.k8s.io';

/** One message. */
export const message = (stream: number, payload: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(stream), payload]);
