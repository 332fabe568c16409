/**
 * Answers in Protobuf where client, kind and server can: {@link readAnswer}. A kind that comes with a field that the tables do not know is
 * asked for in JSON from then on, so that nothing is lost.
 */
import type { Client } from '../client/client.js';
import { callOf, jsonFrom } from '../request/answer.js';
import type { KubeRequest, KubeResponse } from '../request/http.js';
import type { ResourceDefinition } from '../resource/definition.js';
import { codecFor, type Codec } from '../protobuf/codec.js';
import type { Decoder } from '../protobuf/decode.js';
import { isProtobuf, mediaType } from '../protobuf/envelope.js';
import { ProtobufError } from '../protobuf/errors.js';
import { publishFallback } from '../service/telemetry/channels.js';

/** What objects call themselves. */
export interface Named extends Pick<ResourceDefinition, 'group' | 'version' | 'kind'> {
  /** Whether answers hold metadata alone. */
  readonly metadataOnly?: boolean;
}

/**
 * A key of the options of `list` and `watch` that only the packages of kube for TypeScript use: what reads Protobuf, so that a cache need not
 * read what it drops.
 */
export const decoding = Symbol.for('kube-core.decoding');

/** Options that may have it. */
export interface Decoding {
  readonly [decoding]?: Decoder;
}

/** What is asked for, and by whom. */
export interface Asked {
  readonly client: Client;
  readonly definition: Named;
  /** What reads Protobuf. @defaultValue one that all share */
  readonly decoder?: Decoder | undefined;
}

/** Groups whose objects are stored in JSON: there an empty list is not none, and Protobuf has no word for it. */
const storedInJson: readonly string[] = ['apiextensions.k8s.io', 'apiregistration.k8s.io'];

/** The kinds that each client asks for in JSON. */
const inJson = new WeakMap<Client, Set<string>>();

const nameOf = ({ group, version, kind, metadataOnly = false }: Named): string => [group, version, kind, metadataOnly].join('/');

/** What reads a kind in Protobuf; undefined where it is asked for in JSON. */
export function codecOf({ client, definition }: Asked): Promise<Codec | undefined> | undefined {
  if (client.encoding !== 'auto' || inJson.get(client)?.has(nameOf(definition)) === true) return undefined;
  if (definition.metadataOnly === true) return codecFor({ group: 'meta.k8s.io', version: 'v1' });
  return storedInJson.includes(definition.group) ? undefined : codecFor(definition);
}

/** The same request for Protobuf, and for what it asked for where the server has none, as client-go asks. */
export function askingForProtobuf(request: KubeRequest): KubeRequest {
  const accept = String(request.headers['accept']);
  const [first = ''] = accept.split(',');
  return { ...request, headers: { ...request.headers, accept: `${first.replace('application/json', mediaType)},${accept}` } };
}

/** Asks for this kind in JSON from now on, and says so. @throws what is no {@link ProtobufError}. */
export function giveUp({ client, definition }: Asked, request: KubeRequest, error: unknown): void {
  if (!(error instanceof ProtobufError)) throw error;
  const kinds = inJson.get(client) ?? new Set();
  inJson.set(client, kinds.add(nameOf(definition)));
  publishFallback(request, error);
}

/** Whether an answer came in Protobuf. */
export const cameInProtobuf = ({ headers }: KubeResponse): boolean => isProtobuf(headers['content-type']);

/** The answer to a request for one kind, as the JSON that it is or would be. @throws as `Client.request`. */
export async function readAnswer(asked: Asked, request: KubeRequest): Promise<unknown> {
  const found = codecOf(asked);
  const codec = found && (await found);
  return codec === undefined ? asked.client.request(request) : readWith(codec, asked, request);
}

async function readWith(codec: Codec, asked: Asked, request: KubeRequest): Promise<unknown> {
  const { client, decoder } = asked;
  const response = await client.send(askingForProtobuf(request));
  if (!cameInProtobuf(response)) return jsonFrom(await response.text(), `the answer to ${callOf(request)}`);
  const bytes = await collected(response);
  try {
    return codec.object(bytes, decoder);
  } catch (error) {
    giveUp(asked, request, error);
    return client.request(request);
  }
}

async function collected({ body }: KubeResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
