/**
 * The code of the documents as a reader runs it: compiled with the options of the guide, or JavaScript as it stands, on this Node, with the
 * installed packages. That of the README files and of the first guide runs against the in-process API server, that of the others is
 * loaded. Enter at {@link trySnippets}.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../packages/kube-core/src/errors.js';
import { chaptersOf, textOf } from '../house/docs/docs.js';
import { fencesOf } from '../house/docs/fences.js';
import { filesUnder, loadPackages, read, root } from '../house/workspace.js';
import { check, run } from './steps.js';

const guide = 'docs/guides/getting-started.md';

/** One program of a document. */
interface Snippet {
  /** `README.md:57` */
  readonly at: string;
  readonly text: string;
  /** What it is called among the compiled files. */
  readonly file: string;
  /** Whether it is run, or only loaded. */
  readonly runs: boolean;
}

/** A program that waits for SIGTERM gets one, a moment after it has begun to wait. */
const sendSigterm = `
process.on('newListener', (event) => {
  if (event === 'SIGTERM') setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1000).unref();
});
`;

/** What the README files speak of. */
const seed = `
import { Api, Client, Config } from 'kube-core';
import { Deployment, Namespace, Pod } from 'kube-core/k8s';

const client = Client.from(await Config.fromKubeconfig({ file: 'kubeconfig' }), { fieldManager: 'seed' });
await Api.all(client, Namespace).create({ metadata: { name: 'web' } });
const labels = { app: 'nginx' };
const spec = { containers: [{ name: 'web', image: 'nginx' }] };
for (const name of ['nginx-0', 'nginx-1']) await Api.namespaced(client, Pod, 'web').create({ metadata: { name, labels }, spec });
const template = { metadata: { labels }, spec };
await Api.namespaced(client, Deployment, 'web').create({ metadata: { name: 'nginx' }, spec: { selector: { matchLabels: labels }, template } });
`;

function snippetsOf(path: string): Snippet[] {
  const runs = path.endsWith('README.md') || path === guide;
  const chapters = ['ts', 'js'].flatMap((language) =>
    chaptersOf(fencesOf(path, read(path), language)).map((chapter) => ({ chapter, language, line: chapter.fences[0]?.line ?? 0 })),
  );
  return chapters.map(({ chapter, language, line }) => ({
    at: `${path}:${line}`,
    text: textOf(chapter),
    file: `${path.replace(/\W/g, '-')}-${line}.${language}`,
    runs,
  }));
}

/**
 * @param app - The project with the packages.
 * @param tsc - The compiler.
 * @returns what was done, in words.
 * @throws Error if a snippet does not compile, load or run.
 */
export async function trySnippets(app: string, tsc: string): Promise<string> {
  const pages = ['README.md', ...loadPackages().map(({ folder }) => `${folder}/README.md`), ...filesUnder('docs', '.md')];
  const snippets = pages.flatMap(snippetsOf);
  const folder = join(app, 'snippets');
  writeProject(folder, snippets);
  run(folder, process.execPath, tsc, '-p', 'tsconfig.json');
  const [running, loaded] = [snippets.filter(({ runs }) => runs), snippets.filter(({ runs }) => !runs)];
  for (const { file } of loaded) run(folder, process.execPath, '--check', compiled(file));
  await withServer(folder, async () => {
    run(folder, process.execPath, 'out/seed.js');
    for (const snippet of running) await runSnippet(folder, snippet);
  });
  return `Node ${process.versions.node} ran ${running.length} programs of the documents and loaded ${loaded.length} others`;
}

const compiled = (file: string): string => `out/${file.replace(/\.ts$/, '.js')}`;

function writeProject(folder: string, snippets: readonly Snippet[]): void {
  mkdirSync(join(folder, 'out'), { recursive: true });
  cpSync(join(root, 'examples/website/crds'), join(folder, 'crds'), { recursive: true });
  for (const name of ['website.gen.ts', 'website.crd.gen.ts']) cpSync(join(root, 'examples/website', name), join(folder, name));
  for (const { file, text } of snippets) writeFileSync(join(folder, file.endsWith('.ts') ? file : compiled(file)), text);
  writeFileSync(join(folder, 'seed.ts'), seed);
  writeFileSync(join(folder, 'sigterm.js'), sendSigterm);
  const [documented] = fencesOf(guide, read(guide), 'json');
  const { compilerOptions } = JSON.parse(documented?.code ?? '{}') as { compilerOptions: object }; // the guide's tsconfig.json
  const options = { ...compilerOptions, rootDir: '.', outDir: 'out' };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
}

/** Does the work while the server of kube-testing runs. */
async function withServer(folder: string, work: () => Promise<void>): Promise<void> {
  const command = join(folder, '../node_modules/.bin/kube-testing');
  const server = spawn(command, ['serve', '--crds', 'crds', '--kubeconfig', 'kubeconfig'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  try {
    await Promise.race([once(server.stdout, 'data'), ended.then(() => Promise.reject(new Error('kube-testing serve ended')))]);
    await work();
  } finally {
    server.kill();
    await ended;
  }
}

/** A program that runs commands in containers comes as far as that: there are none in this server. */
async function runSnippet(folder: string, { at, file }: Snippet): Promise<void> {
  const env = { ...process.env, KUBECONFIG: join(folder, 'kubeconfig') };
  const args = ['--import', './sigterm.js', compiled(file)];
  const failure = await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: 60_000 }).then(
    () => undefined,
    (error: unknown) => messageOf(error), // holds what the program said
  );
  check(failure === undefined || /\/pods\/[\w-]+\/exec/.test(failure), `${at} does not run:\n${failure ?? ''}`);
}
