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
    { on: ['error-codes.ts', 'errors.ts'] },
    { on: ['util/', 'util/async/', 'util/json/', 'util/text/'] },
    {
      on: ['resource/', 'resource/managed/'],
      because: 'definitions are values that everything is keyed by; they know neither requests nor clients',
    },
    {
      on: ['resource/selector/', 'resource/values/'],
      because: 'what is written as a text and means more: selectors, quantities, durations',
    },
    { on: ['k8s/', 'openapi/', 'openapi/data/'], because: 'generated: data and types over resource/types' },
    { on: ['protobuf/', 'protobuf/data/'], because: 'objects as bytes: it knows neither requests nor clients' },
    { on: ['schema/'], because: 'validation knows objects, not how they came here: codegen and the test server use it as well' },
    { on: ['schema/text/', 'schema/topology/'] },
    { on: ['schema/cel/names.ts', 'schema/cel/check/'], because: 'types of expressions: it runs nothing' },
    { on: ['schema/admit/', 'schema/cel/'], because: 'what is read and run once patterns and formats are there' },
    { on: ['schema/validate/'], because: 'it asks the rules last' },
    {
      on: ['schema/structural/'],
      because: 'a schema is judged with the means that judge values: its defaults are validated, its rules compiled',
    },
    { on: ['request/'], because: 'requests are plain data that a test can read without a client' },
    { on: ['admission.ts', 'conversion.ts'], because: 'review bodies: data, as requests are' },
    {
      on: ['config/errors.ts', 'config/types.ts', 'config/secrets.ts', 'config/target.ts', 'config/proxy.ts'],
      because: 'what a configuration is, wherever it comes from',
    },
    { on: ['config/kubeconfig/'], because: 'a configuration as it stands in files' },
    { on: ['config/kubeconfig/value/'], because: 'files to look at and to change: loaded where a program does' },
    { on: ['config/'], because: 'where the server is and who asks, before there is anything that asks' },
    {
      on: ['service/', 'service/layer/', 'service/proxy/', 'service/network/', 'service/telemetry/'],
      because: 'layers and transports: they are given their configuration',
    },
    { on: ['auth/'], because: 'sources of credentials for the auth layer, which owns their interface' },
    { on: ['auth/exec/'], because: 'credentials of a program: loaded where a kubeconfig names one' },
    { on: ['auth/oidc/'], because: 'credentials of an identity provider: loaded where a kubeconfig names one' },
    { on: ['client/'] },
    { on: ['streams/', 'streams/logs/'], because: 'exec, attach, logs and ports over a client; the verbs of the Api open them' },
    { on: ['api/'] },
    { on: ['discovery/'] },
    { on: ['ops/wait/'], because: 'what all operations wait by' },
    { on: ['ops/manifest/'] },
    { on: ['ops/', 'ops/copy/', 'ops/copy/local/', 'ops/copy/tar/', 'ops/forward/'], because: 'what kubectl does with the Api' },
    { on: ['testing/', 'testing/recording/'], because: 'the only floor that no product code imports' },
  ],
  'kube-testing': [
    { on: ['error-codes.ts'], because: 'words about the codes that all floors use, for the documents' },
    { on: ['object.ts'] },
    { on: ['refusal.ts', 'report.ts'], because: 'every floor may refuse, in the words of the server' },
    { on: ['store/'], because: 'objects and their changes; it knows no kinds' },
    { on: ['registry/'], because: 'which kinds are served, and what is known of each' },
    { on: ['cluster.ts'], because: 'the state that all above it works on' },
    { on: ['request/'], because: 'what a request asks, read once' },
    { on: ['merge/patch/'], because: 'patches change plain JSON' },
    { on: ['merge/fields/'], because: 'sets of fields, as managedFields keeps them' },
    { on: ['merge/managers/'], because: 'who owns which fields' },
    { on: ['merge/apply/'] },
    { on: ['admit/shape/'], because: 'objects of built-in kinds as Go reads and writes them' },
    { on: ['admit/'], because: 'what a write must pass, step by step' },
    { on: ['verbs/'] },
    { on: ['answer/'], because: 'how answers are written; what the server says of itself' },
    { on: ['controllers/'], because: 'what happens a moment after a write' },
    { on: ['front/'], because: 'the layers around the verbs' },
    { on: ['server/'] },
    { on: ['faults/'], because: 'a network that fails, in front of a server: ours or a real one' },
  ],
  'kube-runtime': [
    { on: ['error-codes.ts'], because: 'words about the codes that all floors use, for the documents' },
    { on: ['util/'] },
    { on: ['http/'], because: 'a small server for pages about the process; it knows none of them' },
    { on: ['log/'], because: 'how lines are written, before there is anything to tell' },
    { on: ['watcher/'] },
    { on: ['operators/'] },
    { on: ['reflector/'] },
    { on: ['lease/'], because: 'who works, by Leases; it knows nothing of the work' },
    { on: ['sharding/options.ts', 'sharding/shard.ts', 'sharding/plan/'], because: 'how objects are shared out: it knows no calls' },
    { on: ['sharding/'], because: 'who works on which objects, by the same Leases' },
    { on: ['queue/'], because: 'keys and times; it knows neither objects nor the API' },
    { on: ['controller/failure/'], because: 'what a controller tells of, before there is one' },
    { on: ['controller/', 'controller/try/', 'controller/writes/'] },
    { on: ['daemons/'], because: 'what works for an object while that is there: another use of watches' },
    { on: ['sources/'], because: 'what tells controllers of things outside of the cluster' },
    { on: ['wait/'], because: 'conditions of one object, and a watch that looks for them' },
    { on: ['events/'], because: 'what a reconcile tells people' },
    { on: ['finalizer.ts', 'conditions.ts', 'children/', 'timers.ts'], because: 'helpers of a reconcile' },
    { on: ['metrics/', 'tracing.ts', 'health/', 'rbac/'] },
    { on: ['manager/'] },
    { on: ['webhook/review.ts', 'webhook/handling.ts'] },
    { on: ['webhook/admission/', 'webhook/conversion/'], because: 'from a review to its answer: no network, no cluster' },
    { on: ['webhook/certificates/', 'webhook/configuration/'], because: 'what API servers have to know of a server before it is there' },
    { on: ['webhook/', 'webhook/server/'], because: 'where they meet' },
    { on: ['defaults.ts'], because: 'gathers the constants of all the others' },
    { on: ['testing/'], because: 'the only floor that no product code imports' },
  ],
  'kube-codegen': [
    { on: ['model/'], because: 'the treaty between the front-ends, the checks and the printers' },
    { on: ['diagnostics.ts', 'diagnostic-codes.ts'], because: 'they point at places of a model' },
    { on: ['builtin/'], because: 'types that are known by name, whoever reads or prints them' },
    { on: ['markers/'] },
    { on: ['source/', 'source/checked/', 'source/values/'], because: 'TypeScript to model: knows nothing of what is printed' },
    { on: ['crd/'], because: 'YAML to model' },
    { on: ['schema/'], because: 'model to the schema that servers read: checked before it is printed' },
    { on: ['check/', 'check/explain/'] },
    { on: ['emit/'], because: 'model to text: knows nothing of what was read' },
    { on: ['generate.ts'], because: 'a pipeline that writes nothing' },
    { on: ['import/'], because: 'definitions of others to model, checked by what the model comes to; and to the text of sources' },
    {
      on: ['validate/', 'diff/', 'explain/', 'sample/'],
      because: 'what there is to say of definitions that are read, and to make of them',
    },
    { on: ['write.ts', 'config.ts', 'glob.ts', 'home.ts'], because: 'the file system, and what a project says of itself' },
    { on: ['init/'], because: 'a new project, of templates' },
    { on: ['cli/', 'cli/job/', 'cli/findings/', 'cli/commands/'], because: 'commands: each is loaded when it is called' },
  ],
};

/** Which of our packages a package may import. Runtime and codegen never meet. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'kube-core': [],
  'kube-testing': ['kube-core'],
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
    undici: {
      in: ['service/network/'],
      lazyAnywhere: true,
      because: 'the HTTP transport: its options, its connections, one call over one of them',
    },
    ws: { in: ['service/network/websocket.ts'], lazyAnywhere: true, because: 'only an upgrade needs it' },
    yaml: {
      in: ['util/json/yaml.ts', 'util/json/yaml-print.ts', 'config/kubeconfig/yaml.ts', 'config/kubeconfig/value/edit.ts'],
      lazyAnywhere: true,
      because: 'only what reads kubeconfigs and manifests needs it',
    },
    re2js: { in: ['schema/text/'], because: 'patterns are RE2 on the server; RegExp would differ and can hang' },
    '@opentelemetry/api': {
      in: ['service/telemetry/tracing.ts'],
      lazyAnywhere: true,
      because: 'an optional peer: only tracing() loads it',
    },
    '@marcbachmann/cel-js': { in: ['schema/cel/'], because: 'validation rules' },
  },
  'kube-testing': {
    yaml: { in: [], lazyAnywhere: true, because: 'only a YAML body or a folder of CRDs needs it' },
    'node-forge': { in: ['server/certificates.ts'], because: 'only certificates need it' },
  },
  'kube-runtime': {
    'prom-client': {
      in: ['metrics/families.ts'],
      lazyAnywhere: true,
      because: 'an optional peer: only a process that serves metrics needs it',
    },
    'node-forge': {
      in: ['webhook/certificates/x509.ts'],
      lazyAnywhere: true,
      because: 'an optional peer: only a webhook server that makes its own certificates needs it',
    },
    rxjs: { in: [''], because: 'streams are what this package is about' },
  },
  'kube-codegen': {
    'ts-morph': { in: ['source/'], lazyAnywhere: true, because: 'one folder knows the compiler, so that it can be exchanged' },
    yaml: { in: ['crd/', 'emit/yaml.ts'], lazyAnywhere: true, because: 'CRDs are read and written as YAML' },
    json5: { in: ['markers/'], because: 'values of JSDoc tags' },
  },
};
