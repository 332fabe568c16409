/**
 * What the API server asks before it stores a Site or a Domain, and how one version of a Site becomes the other.
 */
import type { Client } from 'kube-core';
import { WebhookServer, type Converted, type WebhookServerOptions } from 'kube-runtime/webhook';
import { defaultImage } from './children.js';
import { keyOf, type Domains } from './domain-controller.js';
import { Domain } from './domain.gen.js';
import { name, namespace } from './name.js';
import { Site, SiteV1beta1 } from './site.gen.js';

/** What a ConfigMap can hold, less something for the rest of it. */
const longestPage = 900 * 1024;

/** What they work with, and where they listen. */
export interface WebhooksOptions extends Pick<WebhookServerOptions, 'port' | 'certificates'> {
  readonly domains: Pick<Domains, 'by'>;
}

/** @returns what to add to a manager. The configurations are in `deploy/generated`: the server only tells them of its certificates. */
export function webhooksOf(client: Client, { domains, ...options }: WebhooksOptions): WebhookServer {
  return new WebhookServer(client, { name, service: { name, namespace }, install: 'bundle', ...options })
    .mutate(Site, ({ object: { spec } }) => {
      spec.image ??= defaultImage;
    })
    .validate(
      Site,
      ({ operation, object, oldObject, warn }) => {
        if (operation === 'DELETE') {
          const { metadata } = oldObject;
          const led = domains.by('bySite', keyOf(metadata.name, metadata.namespace)).map(({ spec }) => spec.host);
          if (led.length > 0) warn(`it leaves ${led.sort().join(', ')} without a site`);
          return undefined;
        }
        if (object.spec.replicas === 0) warn('no web server will serve it');
        const bytes = Buffer.byteLength(object.spec.page);
        return bytes > longestPage ? [{ path: 'spec.page', message: `Too long: ${bytes} bytes, of ${longestPage} at most` }] : undefined;
      },
      { operations: ['CREATE', 'UPDATE', 'DELETE'] },
    )
    .validate(
      Domain,
      ({ object: { metadata, spec } }) =>
        domains
          .by('byHost', spec.host)
          .filter((other) => keyOf(other.metadata.name, other.metadata.namespace) !== keyOf(metadata.name, metadata.namespace))
          .map((other) => ({
            path: 'spec.host',
            message: `Invalid value: "${spec.host}": it is that of ${other.metadata.namespace ?? ''}/${other.metadata.name}`,
          })),
      { operations: ['CREATE'] },
    )
    .convert(Site, SiteV1beta1, { toHub, fromHub });
}

/** What a v1beta1 cannot say is in annotations, so that nothing is lost on the way there and back. */
const kept = { replicas: 'hosting.example.com/replicas', image: 'hosting.example.com/image' };
const sizeOf = (replicas: number): 'small' | 'large' => (replicas < 3 ? 'small' : 'large');
const replicasOf = (size: 'small' | 'large'): number => (size === 'small' ? 1 : 3);

function toHub({ spec: { html, size = 'small' }, metadata: { labels, annotations = {} } }: SiteV1beta1): Converted<Site> {
  const { [kept.replicas]: noted, [kept.image]: image, ...others } = annotations;
  const replicas = /^\d{1,2}$/.test(noted ?? '') ? Number(noted) : replicasOf(size);
  return {
    metadata: { labels, annotations: others },
    spec: {
      page: html,
      replicas: sizeOf(replicas) === size ? replicas : replicasOf(size), // the note is old where somebody has changed the size since
      ...(image !== undefined && { image }),
    },
  };
}

function fromHub({ spec: { page, replicas = 1, image }, metadata: { labels, annotations } }: Site): Converted<SiteV1beta1> {
  const size = sizeOf(replicas);
  const notes = {
    ...(replicas !== replicasOf(size) && { [kept.replicas]: String(replicas) }),
    ...(image !== undefined && { [kept.image]: image }),
  };
  return { metadata: { labels, annotations: { ...annotations, ...notes } }, spec: { html: page, size } };
}
