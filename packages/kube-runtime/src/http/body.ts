/**
 * Reads the bodies of requests within limits: {@link bodyOf}. Of one body, and of all that are held at a time: {@link Held}.
 */
import type { IncomingMessage } from 'node:http';
import type { Page } from './server.js';

/** The bytes of all bodies that are held at a time. */
export class Held {
  readonly most: number;
  #bytes = 0;

  /** @param most - How many there may be. */
  constructor(most: number) {
    this.most = most;
  }

  /** @returns whether so many more may be held; they are, then. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.most) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** What became of a body. Disposing it says that its bytes are held no more. */
export type Body = Disposable & (Text | Refused);

interface Text {
  readonly state: 'read';
  readonly text: string;
}

interface Refused {
  readonly state: 'too large' | 'too many' | 'cut off';
}

/** The limits of a body, in bytes. */
export interface BodyLimits {
  /** Of this one. */
  readonly maxBytes: number;
  /** Of all together. What has arrived counts, and not what was announced: who announces much and sends nothing takes nothing. */
  readonly held: Held;
}

/**
 * Resolves as soon as the body is here or a limit is passed; where its length was announced, before it is here. What comes after that is
 * thrown away, so that the sender hears the answer.
 */
export function bodyOf(request: IncomingMessage, { maxBytes, held }: BodyLimits): Promise<Body> {
  const most = Math.min(maxBytes, held.most);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const release = (): void => {
    held.give(bytes);
    bytes = 0;
    chunks.length = 0;
  };
  return new Promise((resolve) => {
    let isOver = false;
    const end = (body: Text | Refused): void => {
      isOver = true;
      if (body.state !== 'read') release();
      resolve({ ...body, [Symbol.dispose]: release });
    };
    request.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (bytes + chunk.length > most) return end({ state: 'too large' });
      if (!held.take(chunk.length)) return end({ state: 'too many' });
      bytes += chunk.length;
      chunks.push(chunk);
    });
    request.once('end', () => {
      if (!isOver) end({ state: 'read', text: Buffer.concat(chunks).toString('utf8') });
    });
    for (const event of ['error', 'close'])
      request.once(event, () => {
        if (!isOver) end({ state: 'cut off' });
      });
    if (Number(request.headers['content-length'] ?? 0) > most) end({ state: 'too large' });
  });
}

/** What a body was refused for, in the words of HTTP. @param limits - What it passed. */
export function refusalOf({ state }: Refused, { maxBytes, held }: BodyLimits): Page {
  const most = Math.min(maxBytes, held.most);
  switch (state) {
    case 'too large':
      return { status: 413, text: `a body here has at most ${most} bytes\n` };
    case 'too many':
      return { status: 429, text: 'there is too much to be read at a time: try again\n', retry: true };
    case 'cut off':
      return { status: 400, text: 'the body was cut off\n' };
    default:
      return state satisfies never;
  }
}
