/**
 * Which messages there are: {@link loadTable}, {@link messageFor}. A group-version and those that it mentions are read when it is first
 * asked for.
 */
import type { Message } from './message.js';
import { parseMessages } from './notation.js';
import { packages, type ProtobufPackage } from './packages.js';

const loaded = new Map<string, ReadonlyMap<string, Message>>();
const loading = new Map<string, Promise<void>>();

/** Metadata alone, which is of no group that is served. */
const metaGroup = 'meta.k8s.io';

/**
 * Reads the table of a group-version, and that of meta/v1.
 *
 * @returns whether it is built in.
 */
export async function loadTable({ group, version }: { readonly group: string; readonly version: string }): Promise<boolean> {
  const own = packages.filter((each) => isOf(each, group, version));
  if (own.length === 0) return false;
  await Promise.all([...own, ...packages.filter((each) => isOf(each, metaGroup, 'v1'))].map(load));
  return true;
}

/** The message of a kind, as far as its table was loaded. @param apiVersion - `v1`, `apps/v1`, `meta.k8s.io/v1`. */
export function messageFor(apiVersion: string, kind: string): Message | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  for (const each of packages) {
    const message = isOf(each, group, version) ? loaded.get(each.short)?.get(kind) : undefined;
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Status and lists of any kind are said to be of the core group. */
const isOf = ({ short, ...own }: ProtobufPackage, group: string, version: string): boolean =>
  (own.group === group && own.version === version) || (short === 'meta.v1' && group === metaGroup);

/** Loads a package once, and before it is done those that it mentions. */
function load(own: ProtobufPackage): Promise<void> {
  const begun = loading.get(own.short) ?? read(own);
  loading.set(own.short, begun);
  return begun;
}

async function read({ short, load: loadText }: ProtobufPackage): Promise<void> {
  const { facts } = await loadText();
  loaded.set(short, parseMessages(facts, short, messageNamed));
  const mentioned = new Set([...facts.matchAll(/ (?:\*|\[\]|\{\})?(\w+\.\w+)\.\w+(?= |$)/gm)].map(([, name]) => name));
  await Promise.all(packages.filter((each) => each.short !== short && mentioned.has(each.short)).map(load));
}

function messageNamed(name: string): Message {
  const dot = name.lastIndexOf('.');
  const message = loaded.get(name.slice(0, dot))?.get(name.slice(dot + 1));
  if (message === undefined) throw new Error(`the tables of Protobuf mention ${name}, which they do not have`);
  return message;
}
