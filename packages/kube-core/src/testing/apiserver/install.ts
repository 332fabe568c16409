/**
 * What a server has from the start: {@link readDefinitions} finds the definitions, {@link install} creates an object as a caller would.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { KubeError } from '../../errors.js';
import type { Service } from '../../service/service.js';
import { isObject, objectAt, textAt, type JsonObject } from './json.js';

/** @throws KubeError `crds` for a directory that cannot be read, or a file that is no YAML. */
export async function readDefinitions(crds: string | readonly object[]): Promise<readonly JsonObject[]> {
  if (typeof crds !== 'string') return crds.filter(isObject);
  const files = (await readdir(crds).catch(unreadable(crds))).filter((file) => ['.yaml', '.yml', '.json'].includes(extname(file))).sort();
  return (await Promise.all(files.map((file) => readFileOf(join(crds, file))))).flat();
}

async function readFileOf(file: string): Promise<readonly JsonObject[]> {
  const [{ parseAllDocuments }, text] = await Promise.all([import('yaml'), readFile(file, 'utf8').catch(unreadable(file))]);
  const documents: readonly { readonly errors: readonly Error[]; toJS(): unknown }[] = [...parseAllDocuments(text)];
  for (const { errors } of documents) if (errors[0] !== undefined) throw new KubeError('crds', `${file}: ${errors[0].message}`);
  return documents.map((document) => document.toJS()).filter(isObject);
}

const unreadable =
  (path: string) =>
  (cause: unknown): never => {
    throw new KubeError('crds', `cannot read ${path}`, { cause });
  };

const plurals: Readonly<Record<string, string>> = { Namespace: 'namespaces', CustomResourceDefinition: 'customresourcedefinitions' };

/** @throws KubeError `crds` in the server's words when it refuses. */
export async function install(service: Service, object: JsonObject): Promise<void> {
  const [kind, apiVersion] = [textAt(object, 'kind'), textAt(object, 'apiVersion')];
  const name = textAt(objectAt(object, 'metadata'), 'name');
  const plural = plurals[kind];
  if (plural === undefined) throw new KubeError('crds', `${kind} "${name}" is no CustomResourceDefinition`);
  const path = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/${plural}`;
  const response = await service({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(object) });
  if (response.status < 400) return;
  throw new KubeError('crds', `the server refuses ${kind} "${name}": ${textAt(JSON.parse(await response.text()), 'message')}`);
}
