/**
 * Bodies in YAML, as Go's library reads them: {@link parseYaml}. `yes` is true and `010` is eight, and nothing but JSON comes out: a time stays
 * text.
 */
import { messageOf } from 'kube-core';
import { badRequest } from '../refusal.js';

/** Types of YAML 1.1 that JSON has not; a value that has the form of one stays what it is without. */
const foreign = ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((type) => `tag:yaml.org,2002:${type}`);

/** @throws Refusal 400 for a text that cannot be read. Of several documents it is the first. */
export async function parseYaml(text: string): Promise<unknown> {
  const { parseAllDocuments } = await import('yaml');
  const documents = [
    ...parseAllDocuments(text, {
      version: '1.1',
      logLevel: 'error',
      customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !foreign.includes(tag.tag)),
    }),
  ];
  const [first] = documents;
  const [error] = first?.errors ?? [];
  if (error !== undefined) throw unreadable(error);
  try {
    const value: unknown = first?.toJS();
    return value;
  } catch (cause) {
    throw unreadable(cause); // more aliases than anybody needs
  }
}

const unreadable = (cause: unknown): Error => badRequest(`error decoding YAML: ${messageOf(cause)}`);
