/**
 * Puts cases to an API server, a real one or ours: {@link openRun}.
 */
import { randomBytes } from 'node:crypto';
import { discard, lines, type KubeResponse, type Service } from 'kube-core/service';
import type { Ask, Case, Comparable } from './case.js';
import { crdOf, kindsOfRun } from './kinds.js';
import { Normaliser, valueAt, type Raw } from './normalise.js';

/** How long one answer may take, and how long {@link Ask.until} is tried, in milliseconds. */
const patienceMs = 15_000;
/** How long to wait before asking again, in milliseconds. */
const pauseMs = 50;

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** One run on one server: its custom kinds are served until it is disposed. */
export interface Run extends AsyncDisposable {
  /** Puts the requests of a case, in a fresh namespace. */
  answers(one: Case): Promise<readonly Comparable[]>;
}

/** What a run makes up, by the name that cases and answers use: `{{group}}`. */
type Made = Readonly<Record<string, string>>;

/** Installs the custom kinds of a run on a server. */
export async function openRun(service: Service): Promise<Run> {
  const id = randomBytes(4).toString('hex');
  const made: Made = { '{{group}}': `g${id}.conformance.test` };
  for (const kind of kindsOfRun) await install(service, made, kind);
  let count = 0;
  return {
    answers: (one) => answersIn(service, { ...made, '{{ns}}': `conformance-${id}-${++count}` }, one),
    async [Symbol.asyncDispose]() {
      for (const { plural } of kindsOfRun) await put(service, made, [], { method: 'DELETE', path: `${crds}/${plural}.{{group}}` });
    },
  };
}

async function install(service: Service, made: Made, kind: (typeof kindsOfRun)[number]): Promise<void> {
  const { status, body } = await put(service, made, [], { method: 'POST', path: crds, body: crdOf(kind) });
  if (status !== 201) throw new Error(`installing ${kind.plural} was answered ${status}: ${JSON.stringify(body)}`);
  await put(service, made, [], { method: 'GET', path: `/apis/{{group}}/v1/${kind.plural}`, until: 200 });
}

async function answersIn(service: Service, made: Made, { asks }: Case): Promise<readonly Comparable[]> {
  const normaliser = new Normaliser(made);
  const earlier: Raw[] = [];
  const name = made['{{ns}}'];
  await put(service, made, [], { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } });
  try {
    const answers: Comparable[] = [];
    for (const ask of asks) {
      const raw = await put(service, made, earlier, ask);
      earlier.push(raw);
      answers.push(normaliser.answer(ask, raw));
    }
    return answers;
  } finally {
    await put(service, made, [], { method: 'DELETE', path: `/api/v1/namespaces/${name ?? ''}` });
  }
}

/** Sends one request, again and again where its case says so. */
async function put(service: Service, made: Made, earlier: readonly Raw[], ask: Ask): Promise<Raw> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const raw = await send(service, ask, (text) => filled(text, made, earlier));
    if (ask.until === undefined || raw.status === ask.until) return raw;
    if (Date.now() > deadline) throw new Error(`${ask.method} ${ask.path} still answers ${raw.status}, not ${ask.until}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function send(service: Service, ask: Ask, fill: (text: string) => string): Promise<Raw> {
  const { method, path, type = 'application/json', accept = 'application/json', body, take } = ask;
  const signal = AbortSignal.timeout(patienceMs);
  const response = await service({
    method,
    path: fill(path),
    headers: { accept, 'user-agent': 'conformance/1', ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body: fill(typeof body === 'string' ? body : JSON.stringify(body)) }),
    ...(take !== undefined && { streaming: true }),
    signal,
  });
  const { status, headers } = response;
  if (take !== undefined && status === 200) return { status, headers, body: await frames(response, take) };
  const text = await response.text();
  return { status, headers, body: headers['content-type']?.includes('json') === true ? JSON.parse(text) : text };
}

/** The first frames of a watch. */
async function frames(response: KubeResponse, take: number): Promise<readonly unknown[]> {
  const read: unknown[] = [];
  for await (const line of lines(response.body)) {
    read.push(JSON.parse(line));
    if (read.length >= take) break;
  }
  await discard(response);
  return read;
}

const places: Readonly<Record<string, string>> = {
  uid: 'metadata.uid',
  rv: 'metadata.resourceVersion',
  name: 'metadata.name',
  continue: 'metadata.continue',
};

/** A text with what it names put in: what the run made up, and what earlier answers said. */
function filled(text: string, made: Made, earlier: readonly Raw[]): string {
  const named = Object.entries(made).reduce((rest, [name, value]) => rest.replaceAll(name, value), text);
  return named.replace(/\{\{(\w+):(\d+)\}\}/g, (reference, what: string, index: string) => {
    const value = valueAt(earlier[Number(index) - 1]?.body, places[what] ?? what);
    if (typeof value !== 'string') throw new Error(`${reference} is in no earlier answer`);
    return value;
  });
}
