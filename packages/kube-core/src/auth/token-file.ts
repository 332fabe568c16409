/**
 * A bearer token in a file that somebody keeps fresh: the kubelet renews a service account's about every hour.
 */
import { codeOf, hasCode, KubeError } from '../errors.js';
import type { Credentials } from '../service/layer/auth.js';
import { systemClock, type Clock } from '../util/async/clock.js';
import { bearerHeader } from './static.js';
import { files } from '../util/files.js';

/** client-go reads again after a minute less ten seconds of leeway. */
const freshMs = 50_000;

/** What {@link tokenFile} may be told. */
export interface TokenFileOptions {
  /** What is sent while the file cannot be read and never could. @defaultValue none: then that is an error */
  readonly token?: string | undefined;
  readonly clock?: Clock;
}

/**
 * @param file - Where the token stands; white space around it is ignored.
 * @param options - What to send in its place, the clock.
 * @returns credentials that read the file at most every 50 seconds, and at once after a 401. While the file cannot be read, the last
 *   token stays in use; a first read that fails, with no token in its place, is a KubeError `token-file`. A token that no header can
 *   hold is a KubeError `header`, as in client-go.
 * @throws KubeError `header` for such a token in its place.
 */
export function tokenFile(file: string, options: TokenFileOptions = {}): Credentials {
  return new TokenFile(file, options);
}

class TokenFile implements Credentials {
  readonly #file: string;
  readonly #clock: Clock;
  #header: string | undefined;
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(file: string, { token, clock = systemClock }: TokenFileOptions) {
    this.#file = file;
    this.#clock = clock;
    this.#header = token === undefined ? undefined : bearerHeader(token);
  }

  async authorization(): Promise<string | undefined> {
    if (this.#header === undefined || this.#clock.now() - this.#readAt >= freshMs) await this.#read();
    return this.#header;
  }

  async refresh(refused: string | undefined): Promise<void> {
    if (this.#header === refused) await this.#read();
  }

  /** One read for all who wait. */
  #read(): Promise<void> {
    return (this.#reading ??= this.#load().finally(() => (this.#reading = undefined)));
  }

  async #load(): Promise<void> {
    try {
      this.#header = await headerIn(this.#file);
    } catch (error) {
      if (this.#header === undefined || !hasCode(error, 'token-file')) throw error; // else what was read last stays
    }
    this.#readAt = this.#clock.now();
  }
}

async function headerIn(file: string): Promise<string> {
  const text = await files()
    .promises.readFile(file, 'utf8')
    .catch((cause: unknown) => {
      throw new KubeError('token-file', `cannot read the token at ${file} (${codeOf(cause) ?? 'unreadable'})`, { cause });
    });
  const token = text.trim();
  if (token === '') throw new KubeError('token-file', `the token file ${file} is empty`);
  return bearerHeader(token);
}
