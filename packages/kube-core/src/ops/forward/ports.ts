/**
 * Which port here leads to which port there, as a user writes it: {@link parsePort}. The forms are those of `kubectl port-forward`.
 */
import { KubeError } from '../../errors.js';
import { whatIs } from '../../util/arguments.js';

/**
 * A port, by its number or its name, and where to listen for it: `80` and `'http'` listen on the number of that port, `'8080:80'` and
 * `'8080:http'` on 8080, `':80'` on any that is free.
 */
export type PortSpec = number | string;

/** What a {@link PortSpec} says. */
export interface PortPair {
  /** Where to listen: 0 for any free port, nothing for the number of the port there. */
  readonly local: number | undefined;
  /** The port of the target: a number, or the name that it has there. */
  readonly remote: number | string;
}

const form = /^(?:(?<local>\d*):)?(?:(?<number>\d+)|(?<name>[a-z0-9]([a-z0-9-]*[a-z0-9])?))$/i; // names are IANA's

/** @throws KubeError `option` for what is none. */
export function parsePort(spec: PortSpec): PortPair {
  const { local, number, name } = form.exec(textOf(spec))?.groups ?? {};
  const remote = number === undefined ? name : portOf(spec, number, 1);
  if (remote === undefined) throw refused(spec);
  if (local === undefined) return { local: undefined, remote };
  return { local: local === '' ? 0 : portOf(spec, local, 0), remote };
}

function textOf(spec: PortSpec): string {
  if (typeof spec === 'number' || typeof spec === 'string') return String(spec);
  throw new KubeError('option', `a port to forward is a number or a text, 80 or '8080:http'; this is ${whatIs(spec)}`);
}

function portOf(spec: PortSpec, digits: string, least: number): number {
  const port = Number(digits);
  if (port < least || port > 65_535) throw refused(spec);
  return port;
}

const refused = (spec: PortSpec): KubeError =>
  new KubeError(
    'option',
    `${JSON.stringify(spec)} is no port to forward; write 80, '8080:80', ':80', 'http' or '8080:http', from 1 to 65535`,
  );
