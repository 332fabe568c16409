/**
 * The webhook configurations of what was declared: {@link configurationsOf}. Every field that a server would fill in stands there, so that
 * what was read can be held against it.
 */
import { isNamespaced } from 'kube-core';
import { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import type { MutatingWebhook, RuleWithOperations, ValidatingWebhook } from 'kube-core/k8s/admissionregistration-v1';
import type { Hook } from '../admission/hook.js';
import type { ClientConfig } from './address.js';

/** What configurations are made of. */
export interface ConfigurationOptions {
  /** What they are called. */
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** How a webhook at a path is reached. */
  readonly clientConfig: (path: string) => ClientConfig;
}

/** The two kinds, each absent where nothing of it was declared. */
export interface Configurations {
  readonly mutating: (MutatingWebhookConfiguration & { webhooks: MutatingWebhook[] }) | undefined;
  readonly validating: (ValidatingWebhookConfiguration & { webhooks: ValidatingWebhook[] }) | undefined;
}

/** @param hooks - What was declared, in the order in which it is to be called. */
export function configurationsOf(hooks: readonly Hook[], options: ConfigurationOptions): Configurations {
  const { name, annotations } = options;
  const metadata = { name, ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }) };
  const mutating = hooks.filter(({ type }) => type === 'mutate').map((hook) => mutatingWebhook(hook, options));
  const validating = hooks.filter(({ type }) => type === 'validate').map((hook) => webhookOf(hook, options));
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return {
    mutating: mutating.length === 0 ? undefined : { apiVersion, kind: 'MutatingWebhookConfiguration', metadata, webhooks: mutating },
    validating:
      validating.length === 0 ? undefined : { apiVersion, kind: 'ValidatingWebhookConfiguration', metadata, webhooks: validating },
  };
}

const mutatingWebhook = (hook: Hook, options: ConfigurationOptions): MutatingWebhook => ({
  ...webhookOf(hook, options),
  reinvocationPolicy: hook.options.reinvocationPolicy,
});

function webhookOf({ name, path, definition, options }: Hook, { clientConfig }: ConfigurationOptions): ValidatingWebhook {
  const { failurePolicy, matchPolicy, sideEffects, timeoutSeconds, namespaceSelector, objectSelector, matchConditions } = options;
  return {
    name,
    admissionReviewVersions: ['v1'],
    clientConfig: clientConfig(path),
    rules: [ruleOf({ definition, options })],
    failurePolicy,
    matchPolicy,
    sideEffects,
    timeoutSeconds,
    namespaceSelector,
    objectSelector,
    ...(matchConditions !== undefined && { matchConditions: matchConditions.map((each) => ({ ...each })) }),
  };
}

function ruleOf({ definition, options: { operations, subresource } }: Pick<Hook, 'definition' | 'options'>): RuleWithOperations {
  const { group, version, plural } = definition;
  return {
    apiGroups: [group],
    apiVersions: [version],
    operations: [...operations],
    resources: [subresource === undefined ? plural : `${plural}/${subresource}`],
    scope: isNamespaced(definition) ? 'Namespaced' : 'Cluster',
  };
}
