/**
 * The `User-Agent` header: {@link userAgent}. Servers take what stands before its first slash as the field manager of writes that name
 * none, so a product and its version come first.
 */
import { basename, dirname, join } from 'node:path';
import { files } from '../util/files.js';

/**
 * `website-operator/1.4.0 (linux/amd64) kube-core`
 *
 * @param product - Name and version of the program; one without a version gets `v0.0.0`, as in client-go.
 */
export function userAgent(product = productOf(process.argv[1])): string {
  return `${product.includes('/') ? product : `${product}/v0.0.0`} (${platform()}) kube-core`;
}

/**
 * What runs, by the package.json nearest to its script: `main.js` and `index.js` say nothing.
 *
 * @param script - `process.argv[1]`; missing where the program was given on the command line.
 */
export function productOf(script: string | undefined): string {
  if (script === undefined || script === '') return `node/${process.versions.node}`;
  const { name = basename(script).replace(/\.[cm]?[jt]sx?$/, ''), version = 'v0.0.0' } = packageOf(realPath(script)) ?? {};
  return `${token(name.replace(/^@[^/]*\//, '')) || 'node'}/${token(version) || 'v0.0.0'}`;
}

interface Package {
  readonly name?: string;
  readonly version?: string;
}

/** The nearest package.json with a name: a folder of built files may have one that only says which modules they are. */
function packageOf(path: string): Package | undefined {
  const directory = dirname(path);
  const found = readPackage(join(directory, 'package.json'));
  if (found?.name !== undefined) return found;
  return directory === path ? undefined : packageOf(directory);
}

function readPackage(file: string): Package | undefined {
  try {
    const manifest: unknown = JSON.parse(files().readFileSync(file, 'utf8'));
    return { ...textOf(manifest, 'name'), ...textOf(manifest, 'version') };
  } catch {
    return undefined;
  }
}

function textOf(manifest: unknown, field: keyof Package): Package {
  const value: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, field) : undefined;
  return typeof value === 'string' && value !== '' ? { [field]: value } : {};
}

function realPath(script: string): string {
  try {
    return files().realpathSync(script); // node_modules/.bin holds links
  } catch {
    return script;
  }
}

/** What a product or a version may be made of in this header. */
const token = (text: string): string => text.replace(/[^\w.+~-]/g, '_');

const names: Readonly<Partial<Record<string, string>>> = { win32: 'windows', x64: 'amd64', ia32: '386' };

/** In the words of Go, by which servers count their clients. */
const platform = (): string => [process.platform, process.arch].map((name) => names[name] ?? name).join('/');
