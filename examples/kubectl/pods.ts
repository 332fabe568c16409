/** `logs`, `exec`, `cp` and `port-forward`: the streams of pods. */
import { Api, withPrefix } from 'kube-core';
import { Pod } from 'kube-core/k8s';
import { copyFrom, copyTo, forward } from 'kube-core/ops';
import { atTerminal } from '../streams/terminal.js';
import { nameIn, type Cluster } from './cluster.js';
import type { Arguments, Command } from './command.js';

const container = { container: { type: 'string', short: 'c' } } as const;

const podsOf = ({ client, namespace }: Cluster): Api<Pod> => Api.namespaced(client, Pod, namespace);

const containerOf = (args: Arguments): { container?: string } => {
  const name = args.text('container');
  return name === undefined ? {} : { container: name };
};

export const logs: Command = {
  usage: 'logs POD | -l SELECTOR [-f] [-p] [-c CONTAINER] [--tail LINES]',
  options: {
    ...container,
    follow: { type: 'boolean', short: 'f' },
    previous: { type: 'boolean', short: 'p' },
    selector: { type: 'string', short: 'l' },
    tail: { type: 'string' },
  },
  async run(cluster, args) {
    const [labelSelector, tail] = [args.text('selector'), args.text('tail')];
    const lines = { follow: args.flag('follow'), previous: args.flag('previous'), ...(tail !== undefined && { tailLines: Number(tail) }) };
    const options = { ...containerOf(args), ...lines };
    if (labelSelector === undefined)
      for await (const line of podsOf(cluster).logLines(nameIn(args.word(0, 'the pod')), options)) console.log(line);
    else for await (const entry of podsOf(cluster).logEntries({ ...options, labelSelector })) console.log(withPrefix(entry));
    return undefined;
  },
};

export const exec: Command = {
  usage: 'exec [-it] [-c CONTAINER] POD -- COMMAND…',
  options: { ...container, stdin: { type: 'boolean', short: 'i' }, tty: { type: 'boolean', short: 't' } },
  async run(cluster, args) {
    const wanted = { stdin: args.flag('stdin'), tty: args.flag('tty') };
    const pod = nameIn(args.word(0, 'the pod'));
    return atTerminal(wanted, (options) => podsOf(cluster).exec(pod, args.rest, { ...containerOf(args), ...options }));
  },
};

export const cp: Command = {
  usage: 'cp FILE POD:FILE | cp POD:FILE FILE',
  options: container,
  async run(cluster, args) {
    const [from, to] = [args.word(0, 'what to copy'), args.word(1, 'where to copy it')].map(placeOf);
    const options = containerOf(args);
    if (from?.pod === undefined && to?.pod !== undefined)
      await copyTo(podsOf(cluster), to.pod, { ...options, from: from?.path ?? '', to: to.path });
    else if (from?.pod !== undefined && to?.pod === undefined)
      await copyFrom(podsOf(cluster), from.pod, { ...options, from: from.path, to: to?.path ?? '' });
    else throw new Error('one side of a copy is POD:FILE, the other one a file of this machine');
    return undefined;
  },
};

/** `nginx-0:/etc/hosts` is in a pod, `./a:b` is not. */
function placeOf(word: string): { readonly pod?: string; readonly path: string } {
  const [, pod, path = ''] = /^([^/.][^/:]*):(.*)$/.exec(word) ?? [];
  return pod === undefined ? { path: word } : { pod, path };
}

export const portForward: Command = {
  usage: 'port-forward POD | KIND/NAME [LOCAL:]REMOTE…',
  options: { address: { type: 'string' } },
  async run({ client, namespace }, args) {
    const [target, ...ports] = [args.word(0, 'the pod'), args.word(1, 'the port'), ...args.words.slice(2)];
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    const address = args.text('address');
    await using forwarded = await forward(client, target, {
      namespace,
      ports,
      signal: interrupted.signal,
      onFailure: console.error,
      ...(address !== undefined && { address }),
    });
    for (const { address: host, local, remote } of forwarded.ports) console.log(`Forwarding from ${host}:${local} -> ${remote}`);
    await forwarded.closed;
    return undefined;
  },
};
