/**
 * The operator as a program, until SIGTERM. A Deployment sets its options by variables of the environment: see `deploy/deployment.yaml`.
 */
import { Client } from 'kube-core';
import { Manager, optionsFromEnv } from 'kube-runtime';
// #if webhook
import { webhookOptionsFromEnv } from 'kube-runtime/webhook';
// #end
import manifest from '../package.json' with { type: 'json' };
import { name } from './name.js';
import { addOperator } from './operator.js';
// #if webhook
import { webhooksOf } from './webhooks.js';
// #end

await using client = await Client.tryDefault({ fieldManager: name, userAgent: `${name}/${manifest.version}` });
const manager = new Manager(client, optionsFromEnv());
// #if webhook
const parts = addOperator(manager);
manager.add(webhooksOf(client, { ...parts, ...webhookOptionsFromEnv() }));
// #end
// #if !webhook
addOperator(manager);
// #end
await manager.run();
