/**
 * What a Website becomes, as pure functions of its spec: nothing here talks to the cluster.
 */
import { ownerReference, type Apply } from 'kube-core';
import type { ConfigMap, Deployment } from 'kube-core/k8s';
import type { Cached } from 'kube-runtime';
import { Website } from './website.gen.js';

type Site = Cached<Website>;

/** The page itself, for the web server to mount. */
export function configMapOf(site: Site): Apply<ConfigMap> {
  return { metadata: childMetadata(site), data: { 'index.html': pageOf(site) } };
}

/** The web server. */
export function deploymentOf(site: Site): Apply<Deployment> {
  const labels = { app: site.metadata.name };
  return {
    metadata: childMetadata(site),
    spec: {
      replicas: site.spec.replicas ?? 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'web', image: 'nginx:1.29', volumeMounts: [{ name: 'page', mountPath: '/usr/share/nginx/html' }] }],
          volumes: [{ name: 'page', configMap: { name: site.metadata.name } }],
        },
      },
    },
  };
}

/** Children have the site's name, and go with it. */
function childMetadata(site: Site): Apply<ConfigMap>['metadata'] {
  const { name, namespace } = site.metadata;
  return { name, ...(namespace !== undefined && { namespace }), ownerReferences: [ownerReference(Website, site)] };
}

function pageOf({ spec: { source } }: Site): string {
  return source.kind === 'inline' ? source.html : `<p>The page is in <a href="${source.url}">${source.url}</a></p>`;
}
