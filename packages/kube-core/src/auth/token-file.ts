/**
 * A bearer token in a file that somebody keeps fresh: the kubelet renews a service account's about every hour.
 */
import { readFile } from 'node:fs/promises';
import { codeOf, KubeError } from '../errors.js';
import type { Credentials } from '../service/auth.js';
import { systemClock, type Clock } from '../util/clock.js';

/** client-go reads again after a minute less ten seconds of leeway. */
const freshMs = 50_000;

/** What {@link tokenFile} may be told. */
export interface TokenFileOptions {
  readonly clock?: Clock;
}

/**
 * @param file - Where the token stands; white space around it is ignored.
 * @param options - The clock.
 * @returns credentials that read the file at most every 50 seconds, and at once after a 401. While the file cannot be read, the last
 *   token stays in use; a first read that fails is a KubeError `token-file`.
 */
export function tokenFile(file: string, options: TokenFileOptions = {}): Credentials {
  const clock = options.clock ?? systemClock;
  let last: { readonly token: string; readonly readAt: number } | undefined;
  let reading: Promise<string> | undefined;
  const load = async (): Promise<string> => {
    try {
      last = { token: await readToken(file), readAt: clock.now() };
    } catch (error) {
      if (last === undefined) throw error;
      last = { ...last, readAt: clock.now() };
    }
    return last.token;
  };
  const read = (): Promise<string> => (reading ??= load().finally(() => (reading = undefined))); // one read for all who wait
  const token = async (): Promise<string> => (last !== undefined && clock.now() - last.readAt < freshMs ? last.token : read());
  return {
    authorization: async () => `Bearer ${await token()}`,
    refresh: async () => {
      await read();
    },
  };
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KubeError('token-file', `cannot read the token at ${file} (${codeOf(cause) ?? 'unreadable'})`, { cause });
  });
  const token = text.trim();
  if (token === '') throw new KubeError('token-file', `the token file ${file} is empty`);
  return token;
}
