/**
 * Puts the merge cases to a real API server and writes down its answers: {@link recordAll}. What differs from run to run (times, uids,
 * versions) is replaced by what does not.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'kube-core';
import { mergePatch } from '../../src/merge/patch/merge-patch.js';
import type { Answer, CaseKind, PatchCase, Recordings, RecordedStep, Sequence, Step } from './case.js';
import { patchCases, sequences } from './cases.js';
import { part, partCrd } from './crd.js';

const namespace = 'merge-cases';

/** Times are written in whole seconds, and the recordings should tell the time of one step from that of the next. */
const betweenSteps = 1100;

const contentTypes = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

type Json = Readonly<Record<string, unknown>>;

/** Asks the server everything that the cases ask. It makes a namespace and a CRD, and removes them. */
export async function recordAll(client: Client): Promise<Recordings> {
  const judge = new Judge(client);
  await judge.open();
  try {
    const done = await Promise.all(sequences.map(async (one, i) => [one.name, await judge.run(one, `s${i}`)] as const));
    const patched = await Promise.all(patchCases.map(async (one, i) => [one.name, await judge.patch(one, `p${i}`)] as const));
    return { sequences: Object.fromEntries(done), patches: Object.fromEntries(patched) };
  } finally {
    await judge.close();
  }
}

class Judge {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async open(): Promise<void> {
    await this.#send('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    await this.#send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', partCrd);
    for (const version of ['v1', 'v2']) await this.#served(pathOf({ ...part, version }));
  }

  async close(): Promise<void> {
    await this.#send('DELETE', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${partCrd.metadata.name}`);
    await this.#send('DELETE', `/api/v1/namespaces/${namespace}`);
  }

  async #served(path: string): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await this.#send('GET', path)).code === 200) return;
      await sleep(50);
    }
    throw new Error(`${path} was never served`);
  }

  async run(sequence: Sequence, name: string): Promise<readonly RecordedStep[]> {
    const normal = new Normaliser(name);
    const recorded: RecordedStep[] = [];
    for (const [index, step] of sequence.steps.entries()) {
      const of = { ...sequence.of, version: step.version ?? sequence.of.version };
      const path = `${pathOf(of)}/${name}`;
      const found = await this.#send('GET', path);
      const live = found.code === 200 ? found.body : undefined;
      if (live !== undefined) normal.seen(live, index * 10 - 5);
      const answer = await this.#step(step, { of, name, live });
      normal.seen(answer.body, index * 10);
      recorded.push({
        ...(live !== undefined && { live: normal.apply(live) }),
        now: timeAt(index * 10),
        answer: { ...answer, body: normal.apply(answer.body) },
      });
      await sleep(betweenSteps);
    }
    const last = await this.#send('PATCH', `${pathOf(sequence.of)}/${name}`, { metadata: { finalizers: null } }, contentTypes.merge);
    if (last.code === 200) await this.#send('DELETE', `${pathOf(sequence.of)}/${name}`);
    return recorded;
  }

  async #step(step: Step, { of, name, live }: { of: CaseKind; name: string; live: Json | undefined }): Promise<Answer> {
    const query = `?fieldManager=${step.by}${step.force === true ? '&force=true' : ''}`;
    const sub = step.sub === undefined ? '' : `/${step.sub}`;
    const path = `${pathOf(of)}/${name}${sub}${query}`;
    if (step.do === 'create') return this.#send('POST', `${pathOf(of)}${query}`, whole(of, name, step.body));
    if (step.do === 'update') return this.#send('PUT', path, mergePatch(live ?? {}, step.body));
    return this.#send('PATCH', path, step.do === 'apply' ? whole(of, name, step.body) : step.body, contentTypes[step.do]);
  }

  async patch(one: PatchCase, name: string): Promise<Recordings['patches'][string]> {
    const normal = new Normaliser(name);
    const created = await this.#send('POST', `${pathOf(one.of)}?fieldManager=one`, whole(one.of, name, one.object));
    const path = `${pathOf(one.of)}/${name}?dryRun=All&fieldManager=two`;
    const answers: Answer[] = [];
    for (const [type, body] of one.patches) answers.push(await this.#send('PATCH', path, body, contentTypes[type]));
    for (const body of [created.body, ...answers.map((answer) => answer.body)]) normal.seen(body, 0);
    await this.#send('PATCH', `${pathOf(one.of)}/${name}`, { metadata: { finalizers: null } }, contentTypes.merge);
    return { live: normal.apply(created.body), answers: answers.map(({ code, body }) => ({ code, body: normal.apply(body) })) };
  }

  async #send(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
    const response = await this.#client.service({
      method,
      path,
      headers: { 'content-type': type, accept: 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { code: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Json) : { message: text } };
  }
}

function pathOf({ group, version, plural }: CaseKind): string {
  return `${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/namespaces/${namespace}/${plural}`;
}

/** The body of a case with what every object needs. */
export function whole({ group, version, kind }: CaseKind, name: string, body: unknown): Json {
  const { metadata, ...rest } = body as { metadata?: Json };
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata: { name, namespace, ...metadata }, ...rest };
}

const epoch = Date.UTC(2026, 0, 1);

const timeAt = (seconds: number): string => new Date(epoch + seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Replaces times by those of the steps that first showed them, and uids and versions by the order in which they came. */
class Normaliser {
  readonly #name: string;
  readonly #known = new Map<string, string>();
  readonly #counts = { uid: 0, version: 0 };

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes note of what a new answer holds. */
  seen(body: Json, seconds: number): void {
    const text = JSON.stringify(body);
    for (const [time] of text.matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g))
      if (!this.#known.has(time)) this.#known.set(time, timeAt(seconds));
    for (const [uid] of text.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g)) {
      if (!this.#known.has(uid)) this.#known.set(uid, `uid-${(this.#counts.uid += 1)}`);
    }
    const version = (body.metadata as { resourceVersion?: string } | undefined)?.resourceVersion;
    if (version !== undefined && !this.#known.has(version)) this.#known.set(version, String((this.#counts.version += 1)));
  }

  apply(body: Json): Json {
    const text = JSON.stringify(body).replaceAll(new RegExp(`(?<=["/]|\\\\")${this.#name}(?=\\\\?"|;)`, 'g'), 'o');
    const timed = text.replaceAll(
      /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
      (found) => this.#known.get(found) ?? found,
    );
    return JSON.parse(timed, (key, value: unknown) =>
      key === 'resourceVersion' && typeof value === 'string' ? (this.#known.get(value) ?? value) : value,
    ) as Json;
  }
}
