/**
 * The operator as a program: `npx tsx --conditions=kube-source main.ts` runs it on the cluster of the current kubeconfig, or in the pod
 * that it is deployed in, until SIGTERM.
 */
import { Client } from 'kube-core';
import { Manager } from 'kube-runtime';
import { websiteController } from './controller.js';

await using client = await Client.tryDefault({ fieldManager: 'website-operator' });
const dns = {
  set: (host: string, site: string) => console.log(`dns: ${host} → ${site}`),
  remove: (host: string) => console.log(`dns: ${host} removed`),
};
await new Manager(client).add(websiteController(client, { dns })).run();
