#!/usr/bin/env node
/**
 * `kube-testing serve`: an API server until SIGTERM or SIGINT. Its standard output is the path of a kubeconfig. Exit code 0 when it was
 * told to end, 1 when it could not start, 2 for a wrong call.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from 'kube-core';
import { ApiServer } from './server/server.js';

const usage = `kube-testing serve [--port PORT] [--crds DIR] [--kubeconfig FILE]
  --port PORT         listens on this port of 127.0.0.1; a free one by default
  --crds DIR          serves the CustomResourceDefinitions in the YAML and JSON files of this directory
  --kubeconfig FILE   writes the kubeconfig there; by default to a new directory, which is removed at the end
The path of the kubeconfig is printed. The server ends on SIGTERM or SIGINT.
`;

interface Call {
  readonly port: number;
  readonly crds: string | undefined;
  readonly kubeconfig: string | undefined;
}

/** @returns the call, or why it is none. */
function readCall(args: readonly string[]): Call | 'help' | { readonly wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        crds: { type: 'string' },
        kubeconfig: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const [command = '', ...more] = positionals;
    if (command !== 'serve' || more.length > 0) return { wrong: `expected "serve", found "${positionals.join(' ')}"` };
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return { wrong: `--port ${values.port} is no port` };
    return { port, crds: values.crds, kubeconfig: values.kubeconfig };
  } catch (error) {
    return { wrong: messageOf(error) };
  }
}

/** Serves until a signal comes. */
async function serve({ port, crds, kubeconfig }: Call): Promise<void> {
  const own = kubeconfig === undefined ? await mkdtemp(join(tmpdir(), 'kube-testing-')) : undefined;
  const file = kubeconfig ?? join(own ?? '', 'kubeconfig');
  try {
    await using server = await ApiServer.start(crds === undefined ? {} : { crds });
    const listening = await server.listen({ port });
    await listening.writeKubeconfig(file);
    console.error(`serving Kubernetes at ${listening.url}`);
    console.log(file);
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  } finally {
    if (own !== undefined) await rm(own, { recursive: true });
  }
}

const call = readCall(process.argv.slice(2));
if (call === 'help') console.log(usage);
else if ('wrong' in call) {
  console.error(`${call.wrong}\n\n${usage}`);
  process.exitCode = 2;
} else {
  await serve(call).catch((error: unknown) => {
    console.error(`kube-testing cannot serve: ${messageOf(error)}`);
    process.exitCode = 1;
  });
}
