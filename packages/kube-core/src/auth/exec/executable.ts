/**
 * Finds the program of a plugin before it runs: {@link executableOf}. Node would look in the `PATH` that the plugin is given; client-go
 * looks in that of the process.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * @param command - A path, or a bare name to look for in `PATH`.
 * @param env - The environment of this process.
 * @returns the path of what can be run; `undefined` where there is none. A relative folder in `PATH` is passed over: whoever can write to
 *   the working directory could otherwise choose the program.
 */
export async function executableOf(command: string, env: Env): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE').split(';')] : [''];
  const folders = /[\\/]/.test(command) ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isAbsolute);
  for (const folder of folders)
    for (const ending of endings) if (await isExecutable(join(folder, command + ending))) return join(folder, command + ending);
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
