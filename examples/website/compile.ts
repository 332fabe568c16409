/**
 * The first step of the demo: what kube-codegen makes of website.crd.ts, held against what is committed.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatDiagnostic, generate, staleFiles } from 'kube-codegen';

/** @throws Error with the findings, or the files that are not up to date. */
export async function compileWebsite(): Promise<string> {
  const source = relative(process.cwd(), fileURLToPath(new URL('website.crd.ts', import.meta.url))).replaceAll('\\', '/');
  const { files, diagnostics } = generate([source], { readFile: readText });
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => formatDiagnostic(each, readText)).join('\n'));
  const stale = await staleFiles(files);
  if (stale.length > 0) throw new Error(`not up to date: ${stale.map(({ path }) => path).join(', ')}; run kube-codegen generate ${source}`);
  return `${source} → ${files.map(({ path }) => path.slice(source.lastIndexOf('/') + 1)).join(', ')}`;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
