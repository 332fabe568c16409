/** Where the Go modules of the Kubernetes API lie on this machine, fetched by the `go` command: {@link moduleSources}. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const modules = ['k8s.io/api', 'k8s.io/apimachinery', 'k8s.io/apiextensions-apiserver', 'k8s.io/kube-aggregator'] as const;

/** The files of one Go package that say what is on the wire. */
export interface PackageSource {
  readonly proto: string;
  /** Its Go files without the generated ones, one after the other. */
  readonly go: string;
}

/**
 * @param kubernetesVersion - Of which release: `v1.35.4`.
 * @returns gives the sources of a package by its name in OpenAPI, `io.k8s.api.apps.v1`; undefined where it has no Protobuf.
 * @throws Error where the `go` command is absent or a module is not to be had: its own words are in the message.
 */
export async function moduleSources(kubernetesVersion: string): Promise<(home: string) => PackageSource | undefined> {
  const folders = await download(kubernetesVersion.replace(/^v1\./, 'v0.'));
  return (home) => {
    const path = home
      .replace(/^io\.k8s\./, 'k8s.io.')
      .replaceAll('.', '/')
      .replace('k8s/io/', 'k8s.io/');
    const [module, folder] = [...folders].find(([name]) => path.startsWith(`${name}/`)) ?? [];
    return module === undefined || folder === undefined ? undefined : sourceIn(join(folder, path.slice(module.length)));
  };
}

async function download(version: string): Promise<ReadonlyMap<string, string>> {
  const scratch = mkdtempSync(join(tmpdir(), 'kube-protobuf-'));
  try {
    const requires = modules.map((name) => `require ${name} ${version}\n`).join('');
    writeFileSync(join(scratch, 'go.mod'), `module facts\n\ngo 1.25\n\n${requires}`);
    const { stdout } = await run('go', ['mod', 'download', '-json', ...modules], { cwd: scratch, maxBuffer: 1 << 24 });
    const found = JSON.parse(`[${stdout.replaceAll(/\}\s*\{/g, '},{')}]`) as { Path: string; Dir: string }[]; // the command's own format
    return new Map(found.map(({ Path, Dir }) => [Path, Dir]));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function sourceIn(folder: string): PackageSource | undefined {
  const names = readdirSync(folder);
  if (!names.includes('generated.proto')) return undefined;
  const written = names.filter((name) => name.endsWith('.go') && !/(_test|generated.*|zz_generated.*)\.go$/.test(name));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { proto: read('generated.proto'), go: written.map(read).join('\n') };
}
