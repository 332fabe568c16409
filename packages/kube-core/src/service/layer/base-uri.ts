/**
 * Puts the path of the server's URL before every request's: a server behind a prefix (`https://host/k8s/clusters/c-1`) is asked as any
 * other.
 */
import { mapRequest, type Layer } from '../service.js';

/** @param server - The server's URL; its path goes in front. */
export function baseUri(server: string): Layer {
  const prefix = new URL(server).pathname.replace(/\/+$/, '');
  return prefix === '' ? (inner) => inner : mapRequest((request) => ({ ...request, path: prefix + request.path }));
}
