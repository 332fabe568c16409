/**
 * The webhooks of the kind Route: what a program declares, and all that it has to. They are served by main.ts.
 */
import type { Client } from 'kube-core';
import { DeniedError, WebhookServer, type WebhookServerOptions } from 'kube-runtime/webhook';
import { Route, RouteV1beta1 } from './route.gen.js';

/** @returns what to add to a Manager. */
export function routeWebhooks(client: Client, options: Omit<WebhookServerOptions, 'name'>): WebhookServer {
  return new WebhookServer(client, { name: 'routes', ...options })
    .mutate(Route, ({ object }) => {
      object.spec.listener.port ??= 443;
    })
    .validate(
      Route,
      ({ operation, object, oldObject, warn, userInfo }) => {
        if (operation === 'DELETE') {
          if (oldObject.spec.owner !== undefined) throw new DeniedError(`ask ${oldObject.spec.owner} first`);
          return;
        }
        const { host, port } = object.spec.listener;
        if (!host.endsWith('.example.com')) return [{ path: 'spec.listener.host', message: `Invalid value: "${host}": not one of ours` }];
        if (port === 80) warn(`${userInfo.username ?? 'you'} should not serve ${host} without TLS`);
        if (oldObject !== undefined && oldObject.spec.listener.host !== host) throw new DeniedError('the host of a route cannot change');
        return undefined;
      },
      { operations: ['CREATE', 'UPDATE', 'DELETE'] },
    )
    .convert(Route, RouteV1beta1, {
      toHub: ({ spec: { host, port }, metadata }) => {
        const { 'example.com/owner': owner, ...annotations } = metadata.annotations ?? {};
        const listener = { host, ...(port !== undefined && { port }) };
        return { metadata: { annotations }, spec: { listener, ...(owner !== undefined && { owner }) } };
      },
      // the old version cannot say who owns a route: an annotation keeps it, so that nothing is lost on the way back
      fromHub: ({ spec: { listener, owner }, metadata: { annotations } }) => ({
        metadata: { annotations: { ...annotations, ...(owner !== undefined && { 'example.com/owner': owner }) } },
        spec: { ...listener },
      }),
    });
}
