/**
 * What a Site becomes, as pure functions of its spec: nothing here talks to a cluster.
 */
import type { Apply } from 'kube-core';
import type { ConfigMap, Deployment, Service } from 'kube-core/k8s';
import type { Cached } from 'kube-runtime';
import type { Site } from './site.gen.js';

/** What serves a site that says nothing of it. */
export const defaultImage = 'docker.io/nginxinc/nginx-unprivileged:1.29';

const port = 8080;
const labelsOf = (site: Cached<Site>): Record<string, string> => ({ 'hosting.example.com/site': site.metadata.name });

/** The page, for the web servers to mount. */
export const pageOf = (site: Cached<Site>): Apply<ConfigMap> => ({
  metadata: { name: site.metadata.name },
  data: { 'index.html': site.spec.page },
});

/** The web servers. */
export const serversOf = (site: Cached<Site>): Apply<Deployment> => ({
  metadata: { name: site.metadata.name },
  spec: {
    replicas: site.spec.replicas ?? 1,
    selector: { matchLabels: labelsOf(site) },
    template: {
      metadata: { labels: labelsOf(site) },
      spec: {
        containers: [
          {
            name: 'web',
            image: site.spec.image ?? defaultImage,
            ports: [{ containerPort: port }],
            volumeMounts: [{ name: 'page', mountPath: '/usr/share/nginx/html', readOnly: true }],
          },
        ],
        volumes: [{ name: 'page', configMap: { name: site.metadata.name } }],
      },
    },
  },
});

/** One address for all of them. */
export const serviceOf = (site: Cached<Site>): Apply<Service> => ({
  metadata: { name: site.metadata.name },
  spec: { selector: labelsOf(site), ports: [{ port: 80, targetPort: port }] },
});

/** Its name in the DNS of the cluster. */
export const addressOf = ({ metadata: { name, namespace } }: Cached<Site>): string => `${name}.${namespace ?? ''}.svc.cluster.local`;
