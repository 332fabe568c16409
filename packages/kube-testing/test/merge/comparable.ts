/** What of an answer is the same on every run: {@link comparable}. */
import { isList, isObject, listAt, objectAt, without, type JsonObject } from 'kube-core/json';
import type { Answer } from './case.js';

/** Metadata that only the server writes. */
const ofServer = ['resourceVersion', 'uid', 'generation', 'creationTimestamp'];

/** An object without the metadata that only the server writes, and without more of it. */
export function bare(body: Answer['body'], ...more: readonly string[]): Answer['body'] {
  return { ...body, metadata: without(objectAt(body, 'metadata'), ...ofServer, ...more) };
}

/** A refusal with its causes, and the lines of its message, in order: the server walks maps in random order. */
export function inOrder({ code, body }: Answer): unknown {
  const causes = objectAt(body, 'details').causes;
  const details = isList(causes) ? { ...objectAt(body, 'details'), causes: causes.map(causeText).sort() } : body.details;
  return {
    ...body,
    code,
    details,
    message: String(body.message)
      .split(/\n|, (?=spec\.)|\[(?=spec\.)|\]$/)
      .sort(),
  };
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

const causeText = (cause: unknown): string => ['reason', 'message', 'field'].map((name) => String(asObject(cause)[name])).join(' ');

/** An answer without what controllers do meanwhile, and without the addresses that a service happens to get. */
export function comparable(answer: Answer): unknown {
  if (answer.code >= 300) return inOrder(answer);
  const { metadata, spec, status: _status, ...rest } = bare(answer.body);
  return {
    ...rest,
    spec: without(asObject(spec), 'clusterIP', 'clusterIPs'),
    metadata: { ...asObject(metadata), managedFields: managers(listAt(metadata, 'managedFields')) },
  };
}

/** The entries without those of controllers, which come when they come, and without times, which may be cut at another second. */
function managers(entries: readonly unknown[]): unknown {
  return entries.map((entry) => without(asObject(entry), 'time')).filter(({ manager }) => manager !== 'kube-controller-manager');
}
