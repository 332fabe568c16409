/**
 * A controller on an API server in the same process, as the tests of controllers use it. Enter at {@link world} and {@link run}.
 */
import { afterEach } from '@jest/globals';
import { Api, Client, type KubeObject } from 'kube-core';
import { ConfigMap, Deployment } from 'kube-core/k8s';
import type { KubeRequest, KubeResponse } from 'kube-core/testing';
import { ApiServer } from 'kube-testing';
import {
  isSyncError,
  type ControllerBuilder,
  type ControllerFailure,
  type Outcome,
  type Reconcile,
  type ReconcileOptions,
} from 'kube-runtime';

const deadline = 5000;

/** Waits until something is so; fails with what it last saw. */
export async function until(check: () => boolean | Promise<boolean>, what = 'what the test waits for'): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Long enough for anything that should not happen to happen in a process without a network. */
export const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

/** A server, a client of it, and what that asked. */
export interface World {
  readonly server: ApiServer;
  readonly client: Client;
  readonly requests: KubeRequest[];
  readonly configMaps: Api<ConfigMap>;
  readonly deployments: Api<Deployment>;
  /** Lets requests whose path matches wait until it resolves. */
  hold: { readonly path: RegExp; readonly until: Promise<void> } | undefined;
  /** Answers requests in the server's place; `undefined`: the server is to answer. */
  answer: ((request: KubeRequest) => KubeResponse | undefined) | undefined;
}

let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

/** A server that ends with the test. */
export async function world(): Promise<World> {
  const server = await ApiServer.start();
  const requests: KubeRequest[] = [];
  const it: Pick<World, 'hold' | 'answer'> = { hold: undefined, answer: undefined };
  const client = Client.of(
    async (request) => {
      requests.push(request);
      if (it.hold?.path.test(request.path) === true) await it.hold.until;
      return it.answer?.(request) ?? server.service(request);
    },
    { fieldManager: 'test' },
  );
  stops.push(async () => server[Symbol.asyncDispose]());
  return Object.assign(it, {
    server,
    client,
    requests,
    configMaps: Api.namespaced(client, ConfigMap, 'default'),
    deployments: Api.namespaced(client, Deployment, 'default'),
  });
}

/** A controller that runs until the test ends. */
export interface Running {
  readonly outcomes: Outcome[];
  readonly failures: ControllerFailure[];
  readonly ended: Promise<void>;
  stop(): Promise<void>;
  force(): void;
}

/** Runs a controller, and notes what it tells. */
export function run<K extends KubeObject>(builder: ControllerBuilder<K>, reconcile: Reconcile<K>, options: ReconcileOptions = {}): Running {
  const failures: ControllerFailure[] = [];
  const outcomes: Outcome[] = [];
  const controller = builder.reconcile(reconcile, { onFailure: (failure) => failures.push(failure), ...options });
  controller.results.subscribe((outcome) => outcomes.push(outcome));
  const [signal, force] = [new AbortController(), new AbortController()];
  const ended = controller.run({ signal: signal.signal, force: force.signal });
  const stop = (): Promise<void> => {
    signal.abort();
    return ended;
  };
  stops.unshift(async () => {
    force.abort();
    await stop().catch(unlessSync);
  });
  return { outcomes, failures, ended, stop, force: () => force.abort() };
}

/** A run that could not read what it watches is looked at by the test itself. */
function unlessSync(error: unknown): void {
  if (!isSyncError(error)) throw error;
}
