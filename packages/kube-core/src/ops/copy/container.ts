/**
 * The container's end of a copy: {@link Container} runs its tar and says what is wrong with it, and asks for hashes.
 */
import type { Key } from '../../api/options.js';
import type { Api } from '../../api/types.js';
import { isKubeError } from '../../errors.js';
import type { Pod } from '../../k8s/core-v1.js';
import { collectText } from '../../request/http.js';
import { isApiError } from '../../request/status.js';
import type { Exec, ExecOptions } from '../../streams/exec.js';
import { interruptible } from '../../util/async/interruptible.js';
import { once } from '../../util/async/once.js';
import type { CopyOptions } from './options.js';
import { refuse } from './refuse.js';

/** What to run. */
export interface Program {
  /** What messages call it. */
  readonly name: string;
  readonly command: readonly string[];
  readonly stdin?: AsyncIterable<Uint8Array> | 'pipe';
}

/** Takes what a program prints. */
export type Use<T> = (stdout: AsyncIterable<Uint8Array>) => Promise<T>;

/** One container of a pod. */
export class Container {
  readonly #pods: Api<Pod>;
  readonly #key: Key;
  readonly #options: Pick<ExecOptions, 'container' | 'signal'>;

  constructor(pods: Api<Pod>, key: Key, { container, signal }: CopyOptions) {
    this.#pods = pods;
    this.#key = key;
    this.#options = { ...(container !== undefined && { container }), ...(signal !== undefined && { signal }) };
  }

  /**
   * Runs a program.
   *
   * @param use - Is given what it prints, which ends with an error where the program fails.
   * @throws KubeError `copy` where there is no such program, and where it fails, with what it says of it.
   */
  async run<T>(program: Program, use: Use<T>): Promise<T> {
    const { name, command, stdin } = program;
    try {
      await using exec = await this.#pods.exec(this.#key, command, { ...this.#options, ...(stdin !== undefined && { stdin }) });
      return await use(outputOf(exec, name));
    } catch (error) {
      throw isMissing(error) ? missing(name, error) : error;
    }
  }

  /**
   * Runs a tar that only writes. Nobody tells it that the connection has ended, and it would wait for ever for somebody to read on; so a shell,
   * where there is one, waits beside it for the end of the standard input, and ends it.
   */
  async runTar<T>(words: readonly string[], use: Use<T>): Promise<T> {
    try {
      return await this.run({ name: 'tar', command: ['sh', '-c', guarded, 'tar', ...words], stdin: 'pipe' }, use);
    } catch (error) {
      if (!lacksShell(error)) throw error;
      return this.run({ name: 'tar', command: ['tar', ...words] }, use);
    }
  }

  /**
   * Runs a program that only reads. A container runtime may never say that a program has ended whose input still comes, or lose what it has
   * said; so a shell, where there is one, stays beside the program. It prints a byte when it begins and one when the program has ended, and
   * takes what is then on its way.
   */
  async runReader({ name, command, stdin }: Program & { readonly stdin: AsyncIterable<Uint8Array> }): Promise<void> {
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const input = interruptible(undefined, async () => (await begun, stdin));
    const follow: Use<void> = async (stdout) => {
      let said = 0;
      for await (const { length } of stdout) {
        said += length;
        if (said > 0) begin();
        if (said > 1) void input.return();
      }
    };
    try {
      await this.run({ name, command: ['sh', '-c', watched, 'sh', ...command], stdin: input }, follow);
    } catch (error) {
      if (!lacksShell(error)) throw error;
      await this.run({ name, command, stdin }, collectText);
    }
  }

  /** @throws KubeError `copy` where a file arrived changed, or cannot be read. @param hashes - SHA-256 by path. */
  async compare(hashes: ReadonlyMap<string, string>): Promise<void> {
    if (hashes.size === 0) return;
    const paths = [...hashes.keys()];
    const names = Buffer.from(paths.map((path) => `${path.startsWith('/') ? '' : './'}${path}\0`).join(''));
    const output = await this.run({ name: 'sha256sum', command: ['xargs', '-0', 'sha256sum'], stdin: once(names) }, collectText);
    const found = [...output.matchAll(/^\\?([0-9a-f]{64}) /gm)].map(([, hash]) => hash); // a name may have line feeds
    paths.forEach((path, at) => {
      if (found[at] !== hashes.get(path)) throw refuse(`${path} is not the same at both ends: it changed, or was damaged on its way`);
    });
  }
}

async function* outputOf(exec: Exec, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  const complaint = exec.stderr.text().catch(() => ''); // read meanwhile: full, it would hold up the output
  yield* exec.stdout;
  const { code } = await exec.exit;
  if (code === 0) return;
  const words = await complaint;
  throw code === notFound ? missing(name, words) : failure(name, code, words);
}

const guarded =
  'exec 3<&0; tar "$@" 3<&- & tar=$!; { read -r line <&3; kill $tar; } >/dev/null 2>&1 & guard=$!; wait $tar; code=$?; kill $guard 2>/dev/null; exit $code';

const watched = 'echo; "$@"; code=$?; echo; cat >/dev/null; exit $code';

const notFound = 127; // what sh and xargs say of a command that there is not

/** A program that a runtime, or a shell, does not find. */
const isMissing = (error: unknown): boolean =>
  isApiError(error) && /executable file not found|no such file or directory/i.test(error.message);

/** The runtime has not found the first word that it was to run. */
const lacksShell = (error: unknown): boolean => isKubeError(error) && isMissing(error.cause);

const failure = (program: string, code: number, complaint: string): Error =>
  refuse(`${program} in the container has failed with code ${code}: ${complaint.trim().slice(0, 2000) || 'it does not say why'}`);

const missing = (program: string, cause: unknown): Error =>
  refuse(`the container has no ${program}, which copies need: take another container of the pod, or an ephemeral one that has it`, cause);
