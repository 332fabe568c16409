#!/usr/bin/env node
/**
 * `kube-codegen generate [--check] FILE…`: exit code 0 when all is well, 1 for findings or stale files, 2 for a wrong call, 3 for a
 * defect of this program.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const usage = `kube-codegen generate FILE…           writes class, CRD module and CRD beside each FILE
kube-codegen generate --check FILE…   writes nothing; fails when what is there is not what would be written
kube-codegen --version                prints the version
kube-codegen tags                     lists the tags, with their arguments and examples, in Markdown
`;

interface Call {
  readonly files: readonly string[];
  readonly check: boolean;
}

/** @returns the call, or why it is none. */
function readCall(args: readonly string[]): Call | 'help' | 'tags' | 'version' | { readonly wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        check: { type: 'boolean', default: false },
        version: { type: 'boolean', short: 'v', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [command, ...files] = positionals;
    if (values.help) return 'help';
    if (values.version) return 'version';
    if (command === 'tags') return 'tags';
    if (command !== 'generate') return { wrong: command === undefined ? 'there is no command' : `there is no command ${command}` };
    return files.length === 0
      ? { wrong: 'generate needs the files that hold your kinds' }
      : { files: files.map((file) => file.replaceAll('\\', '/')), check: values.check };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

async function run(call: Call): Promise<number> {
  const [{ generate }, { formatDiagnostic }, { staleFiles, writeFiles }] = await Promise.all([
    import('./generate.js'),
    import('./diagnostics.js'),
    import('./write.js'),
  ]);
  const { files, diagnostics } = generate(call.files, { readFile: readText });
  for (const diagnostic of diagnostics) console.error(`${formatDiagnostic(diagnostic, textOrNone(diagnostic.origin.file))}\n`);
  if (diagnostics.length > 0) return 1;
  const stale = await (call.check ? staleFiles(files) : writeFiles(files));
  for (const { path } of stale) console.log(call.check ? `stale: ${path}` : `wrote ${path}`);
  if (!call.check || stale.length === 0) return 0;
  console.error('run kube-codegen generate to bring them up to date');
  return 1;
}

/** @throws what the system says of a file that is there and cannot be read: a folder, or one without the right to. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined; // whoever asked says that there is no such file
    throw error;
  }
}

/** The text to show lines of. */
function textOrNone(path: string): string | undefined {
  try {
    return readText(path);
  } catch {
    return undefined; // the finding says why
  }
}

/** The version of the package that this program belongs to: its package.json is beside `dist` and beside `src`. */
function version(): string {
  const { version: own }: { version?: unknown } = Object(
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
  ) as object;
  return String(own);
}

const call = readCall(process.argv.slice(2));
if (call === 'help') console.log(usage);
else if (call === 'version') console.log(version());
else if (call === 'tags') console.log((await import('./markers/tag-page.js')).tagPage());
else if ('wrong' in call) {
  console.error(`${call.wrong}\n\n${usage}`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(call).catch((defect: unknown) => {
    console.error('kube-codegen failed, which is a defect:', defect);
    return 3;
  });
}
