/**
 * What a server has from the start: {@link readDefinitions} finds the definitions, {@link install} creates an object as a caller would.
 */
import { isObject, objectAt, textAt, type JsonObject } from 'kube-core/json';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { KubeError, messageOf } from 'kube-core';
import type { Service } from 'kube-core/service';

/** A definition, and where it comes from. */
export interface Definition {
  readonly object: JsonObject;
  /** In words, for whoever has to find it: `crds/site.yaml, document 2`. */
  readonly from: string;
}

/** @throws KubeError `crds` for a directory or file that cannot be read, or a file that is no YAML; it says which and why. */
export async function readDefinitions(crds: string | readonly object[]): Promise<readonly Definition[]> {
  if (typeof crds !== 'string') return crds.filter(isObject).map((object, index) => ({ object, from: `crds[${index}]` }));
  const files = (await readdir(crds).catch(unreadable(crds))).filter((file) => ['.yaml', '.yml', '.json'].includes(extname(file))).sort();
  return (await Promise.all(files.map((file) => readFileOf(join(crds, file))))).flat();
}

async function readFileOf(file: string): Promise<readonly Definition[]> {
  const [{ parseAllDocuments }, text] = await Promise.all([import('yaml'), readFile(file, 'utf8').catch(unreadable(file))]);
  const documents: readonly { readonly errors: readonly Error[]; toJS(): unknown }[] = [...parseAllDocuments(text)];
  for (const { errors } of documents) if (errors[0] !== undefined) throw new KubeError('crds', `${file}: ${errors[0].message}`);
  return documents.flatMap((document, index) => {
    const object = document.toJS();
    const from = `${file}, document ${index + 1}`;
    if (isObject(object)) return [{ object, from }];
    if (object === null) return []; // a document without a word, after a last `---` for example
    throw new KubeError('crds', `${from}: this is no object but ${JSON.stringify(object).slice(0, longest)}`);
  });
}

/** A value that is longer is not quoted whole. */
const longest = 60;

const unreadable =
  (path: string) =>
  (cause: unknown): never => {
    throw new KubeError('crds', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  };

const plurals: Readonly<Record<string, string>> = { Namespace: 'namespaces', CustomResourceDefinition: 'customresourcedefinitions' };

/** @throws KubeError `crds` in the server's words when it refuses, after the place that the object comes from. */
export async function install(service: Service, { object, from }: Definition): Promise<void> {
  const [kind, apiVersion] = [textAt(object, 'kind'), textAt(object, 'apiVersion')];
  const name = textAt(objectAt(object, 'metadata'), 'name');
  const plural = plurals[kind];
  if (plural === undefined)
    throw new KubeError('crds', `${from}: ${kind || 'an object without a kind'} "${name}" is no CustomResourceDefinition`);
  const path = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/${plural}`;
  const response = await service({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(object) });
  if (response.status < 400) return;
  throw new KubeError('crds', `${from}: the server refuses ${kind} "${name}": ${textAt(JSON.parse(await response.text()), 'message')}`);
}
