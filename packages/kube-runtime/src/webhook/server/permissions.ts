/**
 * What a webhook server asks of the API: {@link permissionsOf}. It reads, writes and watches objects whose names it knows.
 */
import { Api, type Client, type ResourceDefinition } from 'kube-core';
import { CustomResourceDefinition, MutatingWebhookConfiguration, Secret, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import { permission, watchVerbs, type Permission, type Verb } from '../../util/permission.js';
import type { Declared } from '../configuration/install.js';
import type { Settings } from '../options.js';

const updateVerbs: readonly Verb[] = [...watchVerbs, 'update'];
const upsertVerbs: readonly Verb[] = [...updateVerbs, 'create'];

/** @param declared - What it was told to serve. */
export function permissionsOf(client: Client, { certificates, install, name }: Settings, declared: Declared): readonly Permission[] {
  const secrets =
    'folder' in certificates
      ? []
      : [permission(Api.namespaced(client, Secret, certificates.namespace), upsertVerbs, { names: [certificates.secret] })];
  if (install === 'nothing') return secrets;
  const configuration = (kind: ResourceDefinition, is: unknown): readonly Permission[] =>
    is === undefined ? [] : [permission(kind, install === 'all' ? upsertVerbs : updateVerbs, { names: [name] })];
  return [
    ...secrets,
    ...configuration(MutatingWebhookConfiguration, declared.mutating),
    ...configuration(ValidatingWebhookConfiguration, declared.validating),
    ...(declared.crds.length === 0 ? [] : [permission(CustomResourceDefinition, updateVerbs, { names: declared.crds })]),
  ];
}
