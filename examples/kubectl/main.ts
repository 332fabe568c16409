/** kubectl in miniature: which command, on which cluster, and how it ended. */
import { Client, Config, messageOf } from 'kube-core';
import { clusterOf } from './cluster.js';
import { readArguments, type Command } from './command.js';
import { describe } from './describe.js';
import { get } from './get.js';
import { apply, diff, remove } from './manifests.js';
import { cp, exec, logs, portForward } from './pods.js';
import { rollout, waitFor } from './waiting.js';

const commands = new Map<string, Command>(
  Object.entries({ get, describe, apply, diff, delete: remove, logs, exec, cp, 'port-forward': portForward, wait: waitFor, rollout }),
);

/** @returns the exit code. */
async function main([name = '', ...words]: readonly string[]): Promise<number> {
  const command = commands.get(name);
  if (command === undefined) throw new Error([`there is no command "${name}"; there are:`, ...usages()].join('\n'));
  const args = readArguments(words, command.options);
  const context = args.text('context');
  const config = await Config.infer(context === undefined ? {} : { context });
  await using client = Client.from(config, { fieldManager: 'kubectl-in-miniature' });
  const cluster = clusterOf(client, args.text('namespace') ?? client.defaultNamespace);
  return (await command.run(cluster, args)) ?? 0;
}

const usages = (): string[] => [...commands.values()].map(({ usage }) => `  ${usage}`);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`error: ${messageOf(error)}`);
  process.exitCode = 1;
}
