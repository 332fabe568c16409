/**
 * A connection here and one in a pod, as one: {@link joined}.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Carries bytes both ways until both sides have ended. The way to the pod cannot be closed alone: once one side has said its last word, the
 * other is waited for while it speaks, and left when it is silent.
 *
 * @param silenceMs - After how long it counts as silent, in milliseconds.
 * @throws what breaks the connection to the pod. The side here is then reset, so that it does not take it for an end.
 */
export function joined(local: Socket, remote: Duplex, silenceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let silence: NodeJS.Timeout | undefined;
    let broken: { readonly error: unknown } | undefined;
    const waitForSilence = (leave: () => void): void => {
      clearTimeout(silence);
      silence = setTimeout(leave, silenceMs);
    };
    const settle = (): void => {
      clearTimeout(silence);
      if (broken === undefined) resolve();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the stream chose what is thrown
      else reject(broken.error);
    };
    const leavePod = (): void => void remote.destroy();
    const leaveHere = (): void => {
      if (local.destroyed) return settle();
      local.once('close', settle);
      if (broken !== undefined) return void local.resetAndDestroy();
      local.end();
      local.resume(); // what is still written here reaches nobody; a connection closed with unread bytes would take the answer with it
      waitForSilence(() => local.destroy());
    };
    for (const side of [local, remote]) side.on('data', () => silence?.refresh());
    remote.on('error', (error) => {
      if (!remote.readableEnded) broken ??= { error }; // after its end, only what is still written to it fails
    });
    remote.once('close', leaveHere);
    local.once('end', () => waitForSilence(leavePod));
    local.on('error', leavePod); // the program here has gone, which is no failure of the forward
    local.once('close', leavePod);
    if (local.destroyed) return leavePod(); // it went while the pod was connected to, and says so no more
    remote.pipe(local);
    local.pipe(remote, { end: false });
  });
}
