/**
 * The house as a contract: which folder stands on which floor, and who may speak to whom outside. `check-layers` enforces it;
 * `docs/architecture.md` explains it. Enter at {@link floors}.
 */

/** Folders (with a slash at the end, without their subfolders) and files that share one floor of a package's `src`. */
export interface Floor {
  readonly on: readonly string[];
  /** Why it stands there, where that is not obvious. */
  readonly because?: string;
}

/**
 * Bottom floor first: a file imports from its own floor and from floors above it on this page. Entries (`index.ts`, where
 * package.json#exports points, and the command) are the roof and need no line here: they see everything, nobody sees them.
 */
export const floors: Readonly<Record<string, readonly Floor[]>> = {
  'kube-core': [
    { on: ['errors.ts'] },
    { on: ['util/'] },
    { on: ['resource/'], because: 'definitions are values that everything is keyed by; they know neither requests nor clients' },
    { on: ['k8s/', 'openapi/', 'openapi/data/'], because: 'generated: data and types over resource/types' },
    { on: ['schema/'], because: 'validation knows objects, not how they came here: codegen and the test server use it as well' },
    { on: ['request/'], because: 'requests are plain data that a test can read without a client' },
    { on: ['admission.ts', 'conversion.ts'], because: 'review bodies: data, as requests are' },
    { on: ['config/'], because: 'where the server is and who asks, before there is anything that asks' },
    { on: ['service/'], because: 'layers and transports: they are given their configuration' },
    { on: ['auth/'], because: 'sources of credentials for the auth layer, which owns their interface' },
    { on: ['client/'] },
    { on: ['api/'] },
    { on: ['discovery/'] },
    { on: ['ops/'], because: 'what kubectl does with the Api' },
    { on: ['testing/'], because: 'the only floor that no product code imports' },
    { on: ['testing/apiserver/'] },
  ],
  'kube-runtime': [
    { on: ['util/'] },
    { on: ['watcher/'] },
    { on: ['operators/'] },
    { on: ['reflector/'] },
    { on: ['queue/'], because: 'keys and times; it knows neither objects nor the API' },
    { on: ['controller/'] },
    { on: ['finalizer.ts', 'events.ts', 'wait.ts', 'conditions.ts', 'children.ts', 'timers.ts'], because: 'helpers of a reconcile' },
    { on: ['lease/'] },
    { on: ['metrics.ts', 'tracing.ts', 'log.ts', 'health.ts', 'rbac.ts'] },
    { on: ['manager.ts'] },
    { on: ['webhook/'] },
    { on: ['testing/'], because: 'the only floor that no product code imports' },
  ],
  'kube-codegen': [
    { on: ['model/'], because: 'the treaty between the front-ends, the checks and the printers' },
    { on: ['diagnostics.ts'], because: 'they point at places of a model' },
    { on: ['markers/'] },
    { on: ['source/'], because: 'TypeScript to model: knows nothing of what is printed' },
    { on: ['crd/'], because: 'YAML to model' },
    { on: ['check/'] },
    { on: ['emit/'], because: 'model to text: knows nothing of what was read' },
    { on: ['generate.ts', 'import.ts', 'diff.ts'], because: 'pipelines that write nothing' },
    { on: ['write.ts', 'config.ts'], because: 'the file system' },
  ],
};

/** Which of our packages a package may import. Runtime and codegen never meet. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'kube-core': [],
  'kube-runtime': ['kube-core'],
  'kube-codegen': ['kube-core'],
};

/** Where a third party may be imported: paths in `src` by their beginning. */
export interface Guest {
  readonly in: readonly string[];
  /** Anybody may load it with `import()`: it costs nothing until that line runs. */
  readonly lazyAnywhere?: true;
  readonly because: string;
}

/** The third parties of each package; one that is not listed is refused. Node's own modules are free. */
export const guests: Readonly<Record<string, Readonly<Record<string, Guest>>>> = {
  'kube-core': {
    undici: { in: ['service/undici.ts', 'service/tls.ts'], lazyAnywhere: true, because: 'one file knows the HTTP client, one knows TLS' },
    ws: { in: ['service/websocket.ts'], lazyAnywhere: true, because: 'only an upgrade needs it' },
    yaml: { in: ['config/kubeconfig.ts', 'testing/'], lazyAnywhere: true, because: 'only a kubeconfig or a folder of CRDs needs it' },
    re2js: { in: ['schema/'], because: 'patterns are RE2 on the server; RegExp would differ and can hang' },
    '@marcbachmann/cel-js': { in: ['schema/cel'], because: 'validation rules' },
    'node-forge': { in: ['testing/'], lazyAnywhere: true, because: 'certificates of the in-process server' },
  },
  'kube-runtime': {
    rxjs: { in: [''], because: 'streams are what this package is about' },
  },
  'kube-codegen': {
    'ts-morph': { in: ['source/'], lazyAnywhere: true, because: 'one folder knows the compiler, so that it can be exchanged' },
    yaml: { in: ['crd/', 'emit/yaml.ts'], lazyAnywhere: true, because: 'CRDs are read and written as YAML' },
    json5: { in: ['markers/'], because: 'values of JSDoc tags' },
  },
};
