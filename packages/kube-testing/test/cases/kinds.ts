/**
 * The custom kinds that cases use: {@link kindsOfRun}, served for a whole run, and {@link crdOf} for more.
 */

/** A custom kind in the group of the run. */
export interface CustomKind {
  readonly plural: string;
  readonly kind: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** The properties of an object beside its metadata. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether it has a status of its own. */
  readonly status?: boolean;
}

/** The definition of a kind. */
export const crdOf = ({ plural, kind, scope, properties, status = false }: CustomKind): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.{{group}}` },
  spec: {
    group: '{{group}}',
    scope,
    names: { plural, kind, singular: kind.toLowerCase() },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        ...(status && { subresources: { status: {} } }),
        schema: { openAPIV3Schema: { type: 'object', properties } },
      },
    ],
  },
});

const widget: CustomKind = {
  plural: 'widgets',
  kind: 'Widget',
  scope: 'Namespaced',
  status: true,
  properties: {
    spec: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', maxLength: 8 },
        size: { type: 'integer', minimum: 1, default: 3 },
        colour: { type: 'string', enum: ['red', 'blue'] },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        ports: {
          type: 'array',
          items: { type: 'object', required: ['port'], properties: { port: { type: 'integer' }, name: { type: 'string' } } },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port'],
        },
      },
      'x-kubernetes-validations': [{ rule: '!has(self.colour) || self.size < 10', message: 'coloured widgets are small' }],
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' } } },
  },
};

const box: CustomKind = {
  plural: 'boxes',
  kind: 'Box',
  scope: 'Cluster',
  properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
};

/** The kinds that every case may use. */
export const kindsOfRun: readonly CustomKind[] = [widget, box];
