/** What a real server says of the generated definitions: it reads their YAML, installs every fixture, and judges objects by them. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client, compareVersions, isApiError, isNotFound } from 'kube-core';
import type { Layer } from 'kube-core/service';
import { readDefinitions } from '../src/crd/definition.js';
import { generate } from '../src/generate.js';
import { sampleObject } from '../src/sample/sample.js';
import { casesIn, compile } from './cases.js';
import { sampleCertificate } from './certificate.js';
import { editorOf } from './editor.js';
import { sources } from './sources.js';

const group = `codegen-${randomBytes(4).toString('hex')}.example.com`;
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Installed {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Definition {
  readonly yaml: string;
  readonly path: string;
}

/** The definitions of a fixture, in a group of this run, as they are written. */
function definitionsOf(name: string): Definition[] {
  const one = casesIn('fixtures').find((each) => each.name === name)!;
  const files = compile(one).files.filter(({ path }) => path.endsWith('.yaml'));
  return files.map(({ path, text }) => {
    const plural = /_(.*)\.yaml$/.exec(path)![1]!;
    return { yaml: text.replaceAll('fixtures.example.com', group), path: `${definitions}/${plural}.${group}` };
  });
}

const names = casesIn('fixtures').map(({ name }) => name);
let client: Client;
const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
});

const post = <T>(path: string, body: string, type = 'application/json', query = ''): Promise<T> =>
  client.request<T>({
    method: 'POST',
    path: `${path}?fieldValidation=Strict${query}`,
    headers: { accept: 'application/json', 'content-type': type },
    body,
  });

async function established(path: string): Promise<boolean> {
  const { status } = await client.request<Installed>({ method: 'GET', path, headers: { accept: 'application/json' } });
  return status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true;
}

async function install(name: string): Promise<void> {
  for (const { yaml, path } of definitionsOf(name)) {
    await post(definitions, yaml, 'application/yaml');
    for (let tries = 0; tries < 100 && !(await established(path)); tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await established(path)).toBe(true);
  }
  expect(warnings).toEqual([]);
}

/** What an editor says of an object, by the JSON Schema of its kind. */
const editor = editorOf(
  casesIn('fixtures').flatMap((one) => compile(one, { jsonSchemas: 'schemas' }).files),
  (text) => text.replaceAll('fixtures.example.com', group),
);

interface Created {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: unknown;
}

/** Creates an object; a server that has just learnt a kind answers 404 for a moment. What a server takes, an editor finds right. */
async function create(kind: string, spec: unknown, version = 'v1'): Promise<Created> {
  const path = `/apis/${group}/${version}/namespaces/default/${kind.toLowerCase()}s`;
  const object = { apiVersion: `${group}/${version}`, kind, metadata: { generateName: 'one-' }, spec };
  for (let tries = 0; ; tries++) {
    try {
      const created = await post<Created>(path, JSON.stringify(object));
      expect([editor(object), editor(created)]).toEqual([[], []]);
      return created;
    } catch (error) {
      if (!isNotFound(error) || tries > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

beforeAll(async () => {
  const listening: Layer = (inner) => async (request) => {
    const response = await inner(request);
    const warning = response.headers['warning'];
    if (warning !== undefined) warnings.push(warning);
    return response;
  };
  client = await Client.tryDefault({ layers: [listening] });
});

afterAll(async () => {
  const gone = names.flatMap(definitionsOf).map(({ path }) => client.text({ method: 'DELETE', path, headers: {} }).catch(() => undefined));
  await Promise.all(gone);
  await client[Symbol.asyncDispose]();
});

test.each(names)('the definition of %s is accepted word for word and established', async (name) => {
  await install(name);
});

/** Where a webhook converts, which there is none of here, only objects of the stored version can be created. */
test.each(names)('the samples of %s are taken, in every version that is served', async (name) => {
  for (const { yaml } of definitionsOf(name))
    for (const definition of (await readDefinitions(name, yaml)).definitions)
      for (const version of definition.versions.filter(
        ({ served, storage }) => served && (storage || definition.conversion === undefined),
      )) {
        const { object } = sampleObject(definition, version);
        const namespace = definition.scope === 'Namespaced' ? '/namespaces/default' : '';
        const path = `/apis/${group}/${version.name}${namespace}/${definition.plural}`;
        await expect(post<Created>(path, JSON.stringify(object), 'application/json', '&dryRun=All')).resolves.toMatchObject(object);
      }
});

/** Asks the server, and leaves nothing behind. */
const judge = (yaml: string): Promise<unknown> =>
  client.request({
    method: 'POST',
    path: `${definitions}?fieldValidation=Strict&dryRun=All`,
    headers: { accept: 'application/json', 'content-type': 'application/yaml' },
    body: yaml,
  });

const definitionIn = (text: string): string | undefined =>
  generate(['random.crd.ts'], { readFile: () => text }).files.find(({ path }) => path.endsWith('.yaml'))?.text;

/** What a server has against a definition, but for the estimated cost of its rules, which the compiler leaves to it. */
function refusalOf(error: unknown): readonly string[] {
  const causes = isApiError(error) ? (error.status.details?.causes ?? []) : [];
  const messages = causes.map(({ message }) => message ?? '');
  return messages.length === 0 ? [String(error)] : messages.filter((message) => !message.includes('estimated rule cost'));
}

test('a server takes what the compiler writes for random kinds, without a warning', async () => {
  const written = fc.sample(sources, { numRuns: 300, seed: 1 }).flatMap((text) => definitionIn(text) ?? []);
  expect(written.length).toBeGreaterThan(25);
  for (const yaml of written) {
    const said = await judge(yaml).then(() => warnings, refusalOf);
    expect(said.length === 0 ? said : [...said, yaml]).toEqual([]);
  }
}, 240_000);

const builtin = (type: string): string => `import type { ${type} } from 'kube-core/k8s';
  /** @kube group=${group} version=v1 kind=Builtin */
  export interface BuiltinSpec { part: ${type}; list?: ${type}[]; map?: Record<string, ${type}> }`;

test.each(['PodTemplateSpec', 'Service', 'StatefulSetSpec', 'NetworkPolicySpec', 'CustomResourceDefinition', 'ServiceAccount', 'Event'])(
  'a server takes %s as a part of a kind, without a warning',
  async (type) => {
    await judge(definitionIn(builtin(type)) ?? '');
    expect(warnings).toEqual([]);
  },
);

describe('a server and the compiler agree on paths', () => {
  const kind = (tag: string): string => `import type { Int32 } from 'kube-core/types';
    /** @kube group=${group} version=v1 kind=Path
     *  ${tag} */
    export interface PathSpec { host: string; size: Int32; flag?: boolean; list?: string[]; 'a-b'?: string; _c?: string; open?: unknown; deep?: { a?: string } }
    export interface PathStatus { size?: Int32; text?: string }`;
  const withField = (extra: string): string =>
    (definitionIn(kind('')) ?? '').replace(/^( +)- name: v1$/m, (line, indent: string) => `${line}\n${indent}  ${extra}`);

  test.each([
    '.spec.host',
    '.spec.size',
    '.spec.flag',
    '.spec.list',
    '.spec.a-b',
    '.spec._c',
    '.spec.open',
    '.spec.deep.a',
    '.spec.deep',
    '.metadata.name',
    '.spec.list[0]',
    ".spec['host']",
    'spec.host',
    '.spec.nothing',
  ])('as to selecting by %s', async (path) => {
    const ours = definitionIn(kind(`@selectableField ${path}`)) !== undefined;
    const theirs = await judge(withField(`selectableFields: [{ jsonPath: ${JSON.stringify(path)} }]`)).then(
      () => true,
      () => false,
    );
    expect({ path, ours }).toEqual({ path, ours: theirs });
  });
});

describe('a server and the compiler agree on the versions of a kind', () => {
  const version = (
    name: string,
    tags = '',
  ): string => `/** @kube group=${group} version=${name} kind=Versioned root=Versioned${name} plural=versioned
     ${tags} */
    export interface Versioned${name}Spec { host: string }`;
  const both = (tags: string): string => `${version('v1', `@storage ${tags}`)}\n${version('v1beta1')}`;
  const accepted = (yaml: string): Promise<boolean> =>
    judge(yaml).then(
      () => true,
      () => false,
    );
  const certificate = Buffer.from(sampleCertificate).toString('base64');
  const plain = definitionIn(both('')) ?? '';
  const withConversion = (clientConfig: object, reviewVersions: readonly string[]): string =>
    plain.replace(
      /^spec:$/m,
      `spec:\n  conversion: ${JSON.stringify({ strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: reviewVersions } })}`,
    );

  const webhooks: readonly (readonly [argument: string, clientConfig: object, reviewVersions?: readonly string[]])[] = [
    ['service=web/c', { service: { namespace: 'web', name: 'c' } }],
    ['service=web/c path=/convert port=8443', { service: { namespace: 'web', name: 'c', path: '/convert', port: 8443 } }],
    ['service=web/c path=/a/b/', { service: { namespace: 'web', name: 'c', path: '/a/b/' } }],
    ['service=web/c path=/', { service: { namespace: 'web', name: 'c', path: '/' } }],
    ['service=web/c path=/a//b', { service: { namespace: 'web', name: 'c', path: '/a//b' } }],
    ['service=web/c path=//', { service: { namespace: 'web', name: 'c', path: '//' } }],
    ['service=web/c path=convert', { service: { namespace: 'web', name: 'c', path: 'convert' } }],
    ['service=web/c path=/Convert', { service: { namespace: 'web', name: 'c', path: '/Convert' } }],
    ['service=web/c port=0', { service: { namespace: 'web', name: 'c', port: 0 } }],
    ['service=web/c port=65536', { service: { namespace: 'web', name: 'c', port: 65_536 } }],
    ['url=https://example.com/convert', { url: 'https://example.com/convert' }],
    ['url=https://example.com:8443', { url: 'https://example.com:8443' }],
    ['url=http://example.com', { url: 'http://example.com' }],
    ['url=https://a@example.com', { url: 'https://a@example.com' }],
    ['url=https://example.com/?a=b', { url: 'https://example.com/?a=b' }],
    ['url=https://example.com/#a', { url: 'https://example.com/#a' }],
    ['url=https:///convert', { url: 'https:///convert' }],
    [`service=web/c caBundle=${certificate}`, { service: { namespace: 'web', name: 'c' }, caBundle: certificate }],
    ['service=web/c reviewVersions=v1beta1', { service: { namespace: 'web', name: 'c' } }, ['v1beta1']],
    ['service=web/c reviewVersions=v1,v2', { service: { namespace: 'web', name: 'c' } }, ['v1', 'v2']],
    ['service=web/c reviewVersions=v2', { service: { namespace: 'web', name: 'c' } }, ['v2']],
    ['service=web/c reviewVersions=v1,v1', { service: { namespace: 'web', name: 'c' } }, ['v1', 'v1']],
    ['service=web/c reviewVersions=V1,v1', { service: { namespace: 'web', name: 'c' } }, ['V1', 'v1']],
  ];
  const tabled = webhooks.map(([argument, clientConfig, reviewVersions = ['v1']]) => ({ argument, clientConfig, reviewVersions }));
  test.each(tabled)('as to a webhook at $argument', async ({ argument, clientConfig, reviewVersions }) => {
    const ours = definitionIn(both(`@conversion webhook ${argument}`)) !== undefined;
    expect({ argument, ours }).toEqual({ argument, ours: await accepted(withConversion(clientConfig, reviewVersions)) });
  });

  test.each([
    ['use v1', true],
    ['x'.repeat(256), true],
    ['x'.repeat(257), false],
    ['zero\u200bwidth', false],
    ['größer → besser', true],
  ])('as to the warning %j', async (warning, fine) => {
    const ours = definitionIn(`${version('v1', '@storage')}\n${version('v1beta1', `@deprecatedVersion ${warning}`)}`);
    const theirs = plain.replace(/^( +)- name: v1beta1$/m, (line, indent: string) => {
      return `${line}\n${indent}  deprecated: true\n${indent}  deprecationWarning: ${JSON.stringify(warning)}`;
    });
    expect([ours !== undefined, await accepted(theirs)]).toEqual([fine, fine]);
  });

  test.each(['https://github.com/kubernetes/enhancements/pull/1111', 'unapproved, experimental-only', 'by me', 'unapproved'])(
    'as to a group of Kubernetes that is approved by %j',
    async (value) => {
      const text = (tag: string): string => `/** @kube group=codegen.k8s.io version=v1 kind=Own
        * @annotation ${tag} */
        export interface OwnSpec { a: string }`;
      const ours = definitionIn(text(`api-approved.kubernetes.io=${value}`)) !== undefined;
      const unapproved = (definitionIn(text('api-approved.kubernetes.io=unapproved')) ?? '').replace(
        ': unapproved',
        `: ${JSON.stringify(value)}`,
      );
      expect({ value, ours }).toEqual({ value, ours: await accepted(unapproved) });
    },
  );

  test('a client of an old version is warned in the words of the tag, and reads what another version stored', async () => {
    const spec = { unit: 'litre' };
    await create('Meter', spec, 'v10');
    warnings.length = 0;
    const path = `/apis/${group}/v1beta2/namespaces/default/meters`;
    const { items } = await client.request<{ items: { apiVersion: string; spec: unknown }[] }>({ method: 'GET', path, headers: {} });
    expect(items).toMatchObject([{ apiVersion: `${group}/v1beta2`, spec }]);
    expect(warnings).toEqual([expect.stringContaining(`${group}/v1beta2 Meter is deprecated`)]);
    const discovery = { method: 'GET', path: `/apis/${group}`, headers: {} } as const;
    const { versions } = await client.request<{ versions: { version: string }[] }>(discovery);
    const served = versions.map(({ version: name }) => name);
    expect(served).toEqual([...served].sort(compareVersions));
    expect(served).not.toContain('v1alpha1');
  });
});

describe('objects of the installed kinds', () => {
  const invalid = (message: string): object => ({ status: { code: 422, message: expect.stringContaining(message) as unknown } });

  test('a member of a discriminated union is one of its arms, whole and alone', async () => {
    const circle = { shape: { kind: 'circle', name: 'a', r: 1.5 } };
    await expect(create('Shape', circle)).resolves.toMatchObject({ spec: circle });
    await expect(create('Shape', { shape: { kind: 'circle', name: 'a' } })).rejects.toMatchObject(
      invalid('r is required when kind is circle, and forbidden otherwise'),
    );
    await expect(create('Shape', { shape: { kind: 'point', name: 'a', fill: 'red' } })).rejects.toMatchObject(
      invalid('fill is forbidden unless kind is circle or square'),
    );
    await expect(create('Shape', { ...circle, store: { type: 'disk' } })).rejects.toMatchObject(
      invalid('path is required when type is disk'),
    );
  });

  test('a member of a tagged union has exactly one property', async () => {
    const source = { 'read-only': { url: 'a' } };
    await expect(create('Volume', { source })).resolves.toMatchObject({ spec: { source } });
    await expect(create('Volume', { source: { ...source, disk: { path: 'a' } } })).rejects.toMatchObject(
      invalid('exactly one of disk, memory, read-only must be set'),
    );
  });

  test.each([
    ['source', { git: { url: 'a' }, branch: 'b' }, { image: 'a', branch: 'b' }, 'branch is forbidden unless git is set'],
    ['source', { image: 'a', title: 'b' }, { image: 'a', git: { url: 'a' } }, 'exactly one of git, image must be set'],
    ['size', { kind: 'small', count: 10, share: 0.5 }, { kind: 'small', count: 11 }, 'count must be at most 10 when kind is small'],
    ['size', { kind: 'large', count: 12, name: 'abcd' }, { kind: 'large', count: 13 }, 'count must be a multiple of 2 when kind is large'],
    ['size', { kind: 'small', count: 1, level: 2 }, { kind: 'small', count: 1, level: 3 }, 'level must be 1 or 2 when kind is small'],
    ['size', { kind: 'large', count: 12, share: 2 }, { kind: 'small', count: 1, share: 1 }, 'share must be less than 1 when kind is small'],
    ['strict', { kind: 'b', n: 4 }, { kind: 'a', one: 'a', n: 4 }, 'spec.strict'],
    ['strict', { kind: 'c' }, { kind: 'c', two: 'a' }, 'spec.strict'],
    ['either', { disk: { path: 'a' } }, { disk: { path: 'a' }, memory: { size: 'a' } }, 'spec.either'],
    ['probe', { seconds: 1 }, { command: 'a', url: 'b' }, 'at most one of command, url may be set'],
    ['check', { seconds: 1 }, { command: 'a', url: 'b' }, 'spec.check'],
    ['check', { url: 'a' }, { command: 'a', url: 'b' }, 'spec.check'],
    ['reach', { phone: '1', mail: 'a' }, {}, 'spec.reach'],
  ])('what differs between the members of a union holds for each: %s %j', async (field, good, bad, message) => {
    await expect(create('Union', { [field]: good })).resolves.toMatchObject({ spec: { [field]: good } });
    await expect(create('Union', { [field]: bad })).rejects.toMatchObject(invalid(message));
  });

  test('a computed type is held to what it comes to', async () => {
    const good = {
      level: 5,
      phase: 'ready',
      size: '2xl',
      version: 'v1.5',
      ref: 'web/a',
      range: [1],
      some: ['a'],
      prefixed: { myName: 'a', myZones: null, myRule: { from: 'a' } },
    };
    await expect(create('Computed', good)).resolves.toMatchObject({ spec: good });
    for (const bad of [
      { level: 2 },
      { size: '3xl' },
      { version: 'v' },
      { ref: 'Web/a' },
      { range: [1, 2, 3] },
      { some: [] },
      { loose: { count: -1 } },
    ])
      await expect(create('Computed', bad)).rejects.toMatchObject(invalid(`spec.${Object.keys(bad)[0]}`));
  });

  test('null is a value of an enum that says so, whatever its types', async () => {
    const nulls = { level: 1, maybe: null, mixedOrNull: null };
    await expect(create('Choice', nulls)).resolves.toMatchObject({ spec: nulls });
    await expect(create('Choice', { level: 1, mixed: true, mixedOrNull: 3, yes: 'y' })).resolves.toMatchObject({ spec: { mode: 'fast' } });
    await expect(create('Choice', { level: 1, mixedOrNull: 4 })).rejects.toMatchObject(invalid('Unsupported value'));
  });

  test('text that YAML could misread arrives as it was written', async () => {
    for (const choice of ['\u2028', 'line\nbreak', '\\', '`${evil}`']) {
      await expect(create('Hostile', { text: '', choice })).resolves.toMatchObject({ spec: { choice } });
    }
  });

  test('the keys of a map are held to their limits', async () => {
    const main = { host: 'a', port: 1 };
    await expect(create('Nested', { main, labels: { Upper: 'a' } })).rejects.toMatchObject(invalid('keys must match ^[a-z.]+$'));
    await expect(create('Nested', { main, labels: { 'a.b': 'a' } })).resolves.toBeDefined();
  });

  test.each([
    ['surge', '25%', '25'],
    ['home', 'https://example.com/a', 'example'],
    ['network', 'fd00::/8', '10.0.0.1'],
    ['four', '192.0.2.1', '2001:db8::1'],
    ['six', '2001:db8::1', '192.0.2.1'],
    ['id', '123e4567-e89b-12d3-a456-426614174000', '123e4567'],
    ['label', 'web-1', 'web.1'],
    ['host', 'web.example.com', 'Web.example.com'],
    ['secretRef', { name: 'tls' }, {}],
    ['parameters', { any: { deep: [1] } }, 'text'],
    ['template', { metadata: { labels: { a: 'b' }, finalizers: ['a.b/c'] } }, { metadata: { labels: ['a'] } }],
    ['networks', ['10.0.0.0/8', '192.168.0.0/16'], ['10.0.0.0/8', '10.0.0.0/8']],
  ])('an alias means what it is called: %s', async (field, good, bad) => {
    await expect(create('Alias', { [field]: good })).resolves.toMatchObject({ spec: { surge: '25%', [field]: good } });
    await expect(create('Alias', { [field]: bad })).rejects.toMatchObject(invalid(`spec.${field}`));
  });

  test('a built-in type is held to what Kubernetes says of it', async () => {
    const password = { key: 'a' };
    const ports = { web: { containerPort: 80 } };
    const filled = { web: { containerPort: 80, protocol: 'TCP' } };
    const sidecar = { image: 'a', restartPolicy: 'Always', unknown: { a: 1 } };
    const written = {
      password,
      ports,
      sidecar,
      tolerations: [{ key: 'a', operator: 'Newer' }],
      resources: { limits: { cpu: 1, memory: '1Gi' } },
    };
    await expect(create('Workload', written)).resolves.toMatchObject({
      spec: { ...written, password: { key: 'a', name: '' }, ports: filled },
    });
    await expect(create('Workload', { password, ports: { web: {} } })).rejects.toMatchObject(
      invalid('spec.ports.web.containerPort: Required'),
    );
    await expect(create('Workload', { password, resources: { limits: { cpu: 'much' } } })).rejects.toMatchObject(
      invalid('spec.resources.limits.cpu'),
    );
    await expect(create('Workload', { password, service: { ports: [{ port: 80 }, { port: 80 }] } })).rejects.toMatchObject(
      invalid('Duplicate value'),
    );
    await expect(create('Workload', { password: {} })).rejects.toMatchObject(invalid('spec.password.key: Required'));
  });

  test('defaults are filled in', async () => {
    await expect(create('Special', {})).resolves.toMatchObject({ spec: { cpu: '100m', timeout: '30s' } });
    await expect(create('Listing', { ports: [{ port: 1 }] })).resolves.toMatchObject({ spec: { ports: [{ port: 1, protocol: 'TCP' }] } });
  });
});
