/**
 * What is known of the kinds that a kube-apiserver serves from the start and that its OpenAPI does not say: which count their
 * generation, what their selectors may ask, how they are named. Enter at {@link builtinKinds}.
 */
import { type ResourceFact, resources } from 'kube-core/openapi';

/** Versions that are served by default: stable ones. */
const stable = /^v\d+$/;

/** Served as another version of a kind whose fields differ, which would take a conversion. */
const otherShape: ReadonlySet<string> = new Set(['autoscaling/v1']);

/** What a kind must be able to do to be kept in a store; reviews and bindings are answers to a question, and are not kept. */
const kept = ['create', 'get', 'list', 'watch'];

/** Every kind that is served, and kept, without a CustomResourceDefinition. */
export const builtinKinds = (): readonly ResourceFact[] =>
  resources().filter(
    ({ group, version, verbs }) =>
      stable.test(version) && !otherShape.has(`${group}/${version}`) && kept.every((verb) => verbs.includes(verb)),
  );

/** Subresources of built-in kinds that are served: what needs a kubelet or another server is not. */
export const servedSubresources: ReadonlySet<string> = new Set(['status', 'finalize', 'approval']);

/** Kinds whose `metadata.generation` counts the changes of their spec. */
export const countsGeneration: ReadonlySet<string> = new Set([
  'pods',
  'podtemplates',
  'replicationcontrollers',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'cronjobs.batch',
  'jobs.batch',
  'ingresses.networking.k8s.io',
  'ingressclasses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'priorityclasses.scheduling.k8s.io',
  'endpointslices.discovery.k8s.io',
  'deviceclasses.resource.k8s.io',
  'resourceslices.resource.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
]);

/** What beside name and namespace a field selector may ask of a kind. */
export const selectableFields: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
  'certificatesigningrequests.certificates.k8s.io': ['spec.signerName'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

/** Kinds whose names are DNS labels rather than subdomains. */
export const labelNamed: ReadonlySet<string> = new Set(['namespaces', 'services']);

/** Kinds whose names may be anything that a path can hold. */
export const pathNamed: ReadonlySet<string> = new Set([
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
]);
