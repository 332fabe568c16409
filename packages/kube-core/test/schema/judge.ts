/**
 * Puts schema cases to a real API server and writes down its verdicts: enter at {@link judgeAll}.
 *
 * A case becomes a CRD with two versions, `loose` (stored, takes anything) and `v1` (the schema of the case), so that an update can
 * start from an object that the schema would refuse.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import type { Finding, Schema } from '../../src/schema/types.js';
import { expressionSchema, expressions, type Judgement } from './expressions.js';
import { type CrdCase, type ObjectCase, type ObjectVerdict, root, sorted } from './case.js';

/** What the server answered to every case, by name. */
export interface Verdicts {
  readonly objects: Readonly<Record<string, Readonly<Record<string, ObjectVerdict>>>>;
  readonly crds: Readonly<Record<string, readonly Finding[]>>;
}

/** Every case that is put to the server. */
export interface Cases {
  readonly objects: readonly ObjectCase[];
  readonly crds: readonly CrdCase[];
}

/** Puts all cases to the server of a kubeconfig at once: a new resource takes seconds to be served, all together hardly longer. */
export async function judgeAll(kubeconfig: string, cases: Cases): Promise<Verdicts> {
  await using judge = openJudge(kubeconfig);
  const objects = await settled(cases.objects.map(async (one) => [one.name, await judge.judgeObjects(one)] as const));
  const crds = await settled(cases.crds.map(async (one) => [one.name, await judge.judgeCrd(one)] as const));
  return { objects: Object.fromEntries(objects), crds: Object.fromEntries(crds) };
}

/** How many expressions are put to the server at once. */
const batch = 400;

/** What the server says to every expression, one letter each. */
export async function judgeExpressions(kubeconfig: string): Promise<string> {
  await using judge = openJudge(kubeconfig);
  let letters = '';
  for (let at = 0; at < expressions.length; at += batch) letters += await judge.judgeRules(expressions.slice(at, at + batch));
  return letters;
}

/** All answers, or all that went wrong, but only once nothing is under way any more. */
async function settled<T>(asked: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(asked);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** A connection to a real API server. */
interface Judge extends AsyncDisposable {
  /** Installs the schema, puts every object to it and removes it again. */
  judgeObjects(schemaCase: ObjectCase): Promise<Record<string, ObjectVerdict>>;
  /** What the server says to each of some rules about one object, one letter each. */
  judgeRules(rules: readonly string[]): Promise<string>;
  /** What the server finds wrong with a CRD of this schema. */
  judgeCrd(crdCase: CrdCase): Promise<readonly Finding[]>;
}

interface Answer {
  readonly code: number;
  readonly body: Record<string, unknown>;
}
type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

const looseSchema: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Connects to the cluster of a kubeconfig whose user has a token or a client certificate inside. */
function openJudge(kubeconfig: string): Judge {
  const send = connect(kubeconfig);
  return {
    judgeObjects: async (schemaCase) => judgeObjects(send.send, schemaCase),
    judgeRules: async (rules) => judgeRules(send.send, rules),
    judgeCrd: async (crdCase) => {
      const { body } = await send.send(
        'POST',
        `${crds}?dryRun=All`,
        crdOf('things', [{ name: 'v1', schema: crdCase.schema, crd: crdCase }]),
      );
      return findingsOf(body) ?? [];
    },
    [Symbol.asyncDispose]: async () => send.agent.close(),
  };
}

interface User {
  readonly token?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key-data'?: string;
}

/** What we read of the kubeconfig. */
interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: User }];
}

function connect(kubeconfig: string): { send: Send; agent: Agent } {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const pem = (text = ''): string => Buffer.from(text, 'base64').toString();
  const ca = pem(cluster['certificate-authority-data']);
  const identity = user.token === undefined ? { cert: pem(user['client-certificate-data']), key: pem(user['client-key-data']) } : {};
  const agent = new Agent({ connections: 8, connect: { ca, ...identity } });
  const bearer = user.token === undefined ? {} : { authorization: `Bearer ${user.token}` };
  const send: Send = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...bearer };
    const response = await request(new URL(path, cluster.server), {
      method,
      headers,
      dispatcher: agent,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    // A resource that is not served yet is answered in plain text.
    return { code: response.statusCode, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { message: text } };
  };
  return { send, agent };
}

interface Version {
  readonly name: string;
  readonly schema: Schema;
  readonly crd?: CrdCase;
}

const group = 'schema.kube.test';

function crdOf(plural: string, versions: readonly Version[]): unknown {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: { plural, singular: plural.slice(0, -1), kind: `K${plural}` },
      versions: versions.map((version, index) => ({
        name: version.name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: version.schema },
        ...(version.crd?.statusSubresource === true ? { subresources: { status: {} } } : {}),
      })),
    },
  };
}

async function judgeRules(send: Send, rules: readonly string[]): Promise<string> {
  const schema: Schema = { ...expressionSchema, 'x-kubernetes-validations': rules.map((rule) => ({ rule })) };
  const { body } = await send('POST', `${crds}?dryRun=All`, crdOf('things', [{ name: 'v1', schema: root({ x: schema }) }]));
  const letters: Judgement[] = rules.map(() => 'b');
  for (const { path, message } of findingsOf(body) ?? []) {
    const index = /x-kubernetes-validations\[(\d+)\]\.rule$/.exec(path)?.[1];
    if (index === undefined) continue;
    if (message.includes('must evaluate to a bool')) letters[Number(index)] = 'o';
    else if (message.includes('compilation failed')) letters[Number(index)] = 'x';
  }
  return letters.join('');
}

let counter = 0;

async function judgeObjects(send: Send, schemaCase: ObjectCase): Promise<Record<string, ObjectVerdict>> {
  const plural = `t${process.pid.toString(36)}x${(counter++).toString(36)}s`;
  const created = await send(
    'POST',
    crds,
    crdOf(plural, [
      { name: 'loose', schema: looseSchema },
      { name: 'v1', schema: schemaCase.schema },
    ]),
  );
  if (created.code !== 201) throw new Error(`${schemaCase.name}: the CRD was refused: ${JSON.stringify(created.body)}`);
  try {
    await established(send, plural);
    const verdicts: Record<string, ObjectVerdict> = {};
    let index = 0;
    for (const [name, one] of Object.entries(schemaCase.objects)) verdicts[name] = await judgeObject({ send, plural, index: index++ }, one);
    return verdicts;
  } finally {
    await send('DELETE', `${crds}/${plural}.${group}`);
  }
}

async function established(send: Send, plural: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const list = await send('GET', `/apis/${group}/v1/${plural}`);
    if (list.code === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${plural} was never served`);
}

async function judgeObject(
  { send, plural, index }: { send: Send; plural: string; index: number },
  { object, old }: { readonly object: Record<string, unknown>; readonly old?: Record<string, unknown> },
): Promise<ObjectVerdict> {
  const kind = `K${plural}`;
  const path = (version: string): string => `/apis/${group}/${version}/${plural}`;
  const objectName = `o${String(index)}`;
  const whole = (version: string, value: Record<string, unknown>, metadata: object): unknown => ({
    apiVersion: `${group}/${version}`,
    kind,
    ...value,
    metadata: { name: objectName, ...(value.metadata as object), ...metadata },
  });
  let put: { method: string; path: string; metadata: object } = { method: 'POST', path: path('v1'), metadata: {} };
  if (old !== undefined) {
    const stored = await send('POST', path('loose'), whole('loose', old, {}));
    if (stored.code !== 201) throw new Error(`${plural}/${objectName}: the old object was refused: ${JSON.stringify(stored.body)}`);
    const { resourceVersion } = stored.body.metadata as { resourceVersion: string };
    put = { method: 'PUT', path: `${path('v1')}/${objectName}`, metadata: { resourceVersion } };
  }
  const body = whole('v1', object, put.metadata);
  const lenient = await send(put.method, `${put.path}?dryRun=All&fieldValidation=Ignore`, body);
  const strict = await send(put.method, `${put.path}?dryRun=All&fieldValidation=Strict`, body);
  const message = strict.body.message;
  return {
    ...verdictOf(lenient, kind),
    ...(strict.code === 400 && lenient.code !== 400 && typeof message === 'string' ? { strict: message.replaceAll(kind, 'Kind') } : {}),
  };
}

function verdictOf({ code, body }: Answer, kind: string): ObjectVerdict {
  if (code < 300) {
    const { apiVersion: _a, kind: _k, metadata: _m, ...rest } = body;
    return { stored: rest };
  }
  const findings = findingsOf(body) ?? [{ path: '', code: String(body.reason), message: String(body.message) }];
  return { findings: findings.map((finding) => ({ ...finding, message: finding.message.replaceAll(kind, 'Kind') })) };
}

interface Cause {
  readonly field?: string;
  readonly reason?: string;
  readonly message?: string;
}

function findingsOf(body: Record<string, unknown>): Finding[] | undefined {
  if (body.status !== 'Failure') return undefined;
  const details = body.details as { causes?: Cause[] } | undefined;
  if (details?.causes === undefined) return [{ path: '', code: String(body.reason), message: String(body.message) }];
  return sorted(details.causes.map((cause) => ({ path: cause.field ?? '', code: cause.reason ?? '', message: cause.message ?? '' })));
}
