/** `wait` and `rollout status`: until something is so. */
import { Api, parseDuration } from 'kube-core';
import { DaemonSet, Deployment, StatefulSet } from 'kube-core/k8s';
import { untilRolledOut, wait, type UntilRolledOutOptions, type WaitFor } from 'kube-core/ops';
import type { DynamicObject } from 'kube-core';
import { subjectsOf, titleOf, type Cluster } from './cluster.js';
import { missing, type Arguments, type Command } from './command.js';

const timeout = { timeout: { type: 'string' } } as const;

/** `90s` in milliseconds. */
const timeoutOf = (args: Arguments): { timeoutMs?: number } => {
  const text = args.text('timeout');
  return text === undefined ? {} : { timeoutMs: parseDuration(text) ?? missing('the unit of --timeout, 90s,') };
};

export const waitFor: Command = {
  usage: 'wait KIND NAME… | KIND/NAME… | KIND -l SELECTOR --for condition=Ready|jsonpath={.a}=b|create|delete [--timeout 90s]',
  options: { ...timeout, for: { type: 'string' }, selector: { type: 'string', short: 'l' } },
  async run(cluster, args) {
    const wanted = (args.text('for') ?? missing('--for')) as WaitFor<DynamicObject>; // wait() says what it takes
    const labelSelector = args.text('selector');
    for (const { kind, names } of await subjectsOf(cluster, args)) {
      const subject = labelSelector === undefined ? names : { labelSelector };
      const met = await wait(cluster.api(kind), subject, { for: wanted, ...timeoutOf(args) });
      for (const { metadata } of met) console.log(`${titleOf(kind, metadata.name)} condition met`);
    }
    return undefined;
  },
};

type Until = (cluster: Cluster, name: string, options: UntilRolledOutOptions) => Promise<string>;

/** What is rolled out. */
const workloads: Readonly<Partial<Record<string, Until>>> = {
  Deployment: ({ client, namespace }, name, options) => untilRolledOut(Api.namespaced(client, Deployment, namespace), name, options),
  StatefulSet: ({ client, namespace }, name, options) => untilRolledOut(Api.namespaced(client, StatefulSet, namespace), name, options),
  DaemonSet: ({ client, namespace }, name, options) => untilRolledOut(Api.namespaced(client, DaemonSet, namespace), name, options),
};

export const rollout: Command = {
  usage: 'rollout status KIND NAME… | KIND/NAME… [--timeout 90s]',
  options: timeout,
  async run(cluster, args) {
    if (args.word(0, 'status') !== 'status') throw new Error('rollout knows status, and nothing else');
    for (const { kind, names } of await subjectsOf(cluster, { words: args.words.slice(1) })) {
      const until = workloads[kind.kind] ?? missing(`a workload: ${kind.kind} is none, so it`);
      for (const name of names)
        console.log(`${titleOf(kind, name)}: ${await until(cluster, name, { onProgress: console.log, ...timeoutOf(args) })}`);
    }
    return undefined;
  },
};
