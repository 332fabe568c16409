/**
 * What the API server asks before it stores a __Kind__.
 */
import type { Client } from 'kube-core';
import { WebhookServer, type WebhookServerOptions } from 'kube-runtime/webhook';
import { __Kind__ } from './__file__.gen.js';
import { name, namespace } from './name.js';
import type { Greetings } from './operator.js';

/** What they work with, and where they listen. */
export interface WebhooksOptions extends Pick<WebhookServerOptions, 'port' | 'certificates'> {
  readonly greetings: Pick<Greetings, 'by'>;
}

/** @returns what to add to a manager. The configurations are in `deploy/generated`: the server only tells them of its certificates. */
export function webhooksOf(client: Client, { greetings, ...options }: WebhooksOptions): WebhookServer {
  return new WebhookServer(client, { name, service: { name, namespace }, install: 'bundle', ...options })
    .mutate(__Kind__, ({ object: { spec } }) => {
      spec.text = spec.text.trim();
    })
    .validate(__Kind__, ({ object: { metadata, spec } }) =>
      greetings
        .by('byText', spec.text)
        .filter((other) => other.metadata.namespace === metadata.namespace && other.metadata.name !== metadata.name)
        .map((other) => ({ path: 'spec.text', message: `Invalid value: "${spec.text}": ${other.metadata.name} says that already` })),
    );
}
