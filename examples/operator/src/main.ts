/**
 * The operator as a program, until SIGTERM. A Deployment sets its options by variables of the environment: see `deploy/deployment.yaml`.
 */
import { Client } from 'kube-core';
import { Manager, optionsFromEnv } from 'kube-runtime';
import { webhookOptionsFromEnv } from 'kube-runtime/webhook';
import manifest from '../package.json' with { type: 'json' };
import { name } from './name.js';
import { addOperator } from './operator.js';
import { webhooksOf } from './webhooks.js';

await using client = await Client.tryDefault({ fieldManager: name, userAgent: `${name}/${manifest.version}` });
const manager = new Manager(client, optionsFromEnv());
const parts = addOperator(manager);
manager.add(webhooksOf(client, { ...parts, ...webhookOptionsFromEnv() }));
await manager.run();
