/**
 * Where a server has its certificates from, and what of others it heeds: {@link sourceOf}, {@link changesOf}.
 */
import { Api, type Client } from 'kube-core';
import { CustomResourceDefinition, MutatingWebhookConfiguration, Secret, ValidatingWebhookConfiguration } from 'kube-core/k8s';
import { merge, type Observable } from 'rxjs';
import type { WebhookMeters } from '../../http/webhook-meter.js';
import type { Logger } from '../../log/logger.js';
import { watchObject } from '../../watcher/watch-object.js';
import { folderCertificates } from '../certificates/folder.js';
import { secretCertificates } from '../certificates/secret.js';
import type { CertificateSource } from '../certificates/source.js';
import type { Declared } from '../configuration/install.js';
import type { Settings } from '../options.js';

/** What a source needs beside the settings. */
export interface SourceHost {
  /** What the server is called by. */
  readonly hosts: readonly string[];
  readonly log: Logger;
  readonly meters: WebhookMeters | undefined;
}

/** The source that the settings name. */
export function sourceOf(client: Client, settings: Settings, { hosts, log, meters }: SourceHost): CertificateSource {
  const { certificates, clock, name } = settings;
  if ('folder' in certificates)
    return folderCertificates({ folder: certificates.folder, read: (isWell) => meters?.certificateRead(isWell) });
  const secrets = Api.namespaced(client, Secret, certificates.namespace);
  const said = (message: string): void => log.info({}, message);
  return secretCertificates({ ...certificates, secrets, name: `${name} webhooks`, hosts, clock, said });
}

/**
 * Emits when somebody changes what the server wrote. A failure of these watches is of no account: all of it is looked at each minute as well.
 */
export function changesOf(client: Client, settings: Settings, { mutating, validating, crds }: Declared): Observable<unknown> {
  const { certificates, install, name, clock } = settings;
  const options = { clock, onFailure: () => undefined };
  const installed = [
    ...(mutating === undefined ? [] : [watchObject(Api.all(client, MutatingWebhookConfiguration), name, options)]),
    ...(validating === undefined ? [] : [watchObject(Api.all(client, ValidatingWebhookConfiguration), name, options)]),
    ...crds.map((crd) => watchObject(Api.all(client, CustomResourceDefinition), crd, options)),
  ];
  const secret =
    'folder' in certificates ? [] : [watchObject(Api.namespaced(client, Secret, certificates.namespace), certificates.secret, options)];
  return merge(...secret, ...(install === 'nothing' ? [] : installed));
}
