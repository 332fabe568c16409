/**
 * Calls whose body and answer are one object: what is written names its kind, what is answered is looked at and gets its type. Enter at
 * {@link ObjectCalls}; the verbs of an Api and those of a subresource are made of it.
 */
import { fieldManagerOf, type Client } from '../client/client.js';
import { callOf, objectFrom, type WireObject } from '../request/answer.js';
import { createRequest, getRequest, patchRequest, replaceRequest, type Target } from '../request/build.js';
import type { KubeRequest } from '../request/http.js';
import type { ApplyOptions, GetOptions, WriteOptions } from '../request/params.js';
import { checkPatch, encodePatch, type Apply, type Patch } from '../request/patch.js';
import { checkComplete } from '../resource/incomplete.js';
import { apiVersionOf, type KubeObject, type Stored } from '../resource/definition.js';
import { isObject } from '../util/json/json.js';
import { readAnswer, type Named } from './encoding.js';
import type { PatchOptions } from './options.js';
import { publishWrite } from './written.js';

/**
 * The calls for objects of one type, wherever they are sent.
 *
 * @typeParam T - The type of what is written and answered; another than the target's where a subresource is a kind of its own.
 */
export class ObjectCalls<T extends KubeObject> {
  readonly #client: Client;
  readonly #type: { readonly apiVersion: string; readonly kind: string };
  readonly #named: Named;

  constructor(client: Client, named: Named) {
    this.#client = client;
    this.#type = { apiVersion: apiVersionOf(named), kind: named.kind };
    this.#named = named;
  }

  async get(target: Target, options?: GetOptions): Promise<Stored<T>> {
    const request = getRequest(target, options);
    const asked = { client: this.#client, definition: this.#named };
    return this.filled(objectFrom(await readAnswer(asked, request), answerTo(request)));
  }

  create(target: Target, object: object, options?: WriteOptions): Promise<Stored<T>> {
    checkComplete(object, 'create');
    return this.#send(createRequest(target, this.#typed(object), this.managed(options)));
  }

  replace(target: Target, object: object, options?: WriteOptions): Promise<Stored<T>> {
    checkComplete(object, 'replace');
    return this.#send(replaceRequest(target, this.#typed(object), this.managed(options)));
  }

  patch(target: Target, patch: Patch<T>, options?: PatchOptions): Promise<Stored<T>> {
    checkPatch(patch);
    if (patch.apply !== undefined) return this.apply(target, patch.apply, options);
    return this.#send(patchRequest(target, encodePatch(patch), this.managed(options)));
  }

  apply(target: Target, object: object, options: ApplyOptions = {}): Promise<Stored<T>> {
    checkComplete(object, 'apply');
    const encoded = encodePatch<KubeObject>({ apply: this.#typed(withoutManagedFields(object)) as Apply<KubeObject> });
    return this.#send(patchRequest(target, encoded, { ...options, fieldManager: fieldManagerOf(this.#client, options) }));
  }

  /** The options of a write, with the client's field manager where the call names none. */
  managed(options: WriteOptions | undefined): WriteOptions {
    const { fieldManager } = this.#client;
    if (fieldManager === undefined || !isObject(options ?? {})) return options ?? {}; // what is no object is refused with its query
    return { ...options, fieldManager: options?.fieldManager ?? fieldManager };
  }

  /** An object of the type that was asked for. Servers leave apiVersion and kind out of the items of built-in lists. */
  filled(object: WireObject): Stored<T> {
    const { apiVersion = this.#type.apiVersion, kind = this.#type.kind } = object;
    const filled = apiVersion === object.apiVersion && kind === object.kind ? object : { apiVersion, kind, ...object };
    return filled as Stored<T>; // the one place where an answer gets its type: a server keeps to the schema of the kind
  }

  async #send(request: KubeRequest): Promise<Stored<T>> {
    const object = objectFrom(await this.#client.request(request), answerTo(request));
    publishWrite(this.#client, request, { gone: false, answer: object });
    return this.filled(object);
  }

  /** What is written names its kind; metadata-only objects are written under their real one. */
  #typed(object: object): object {
    const { apiVersion, kind, ...rest }: { apiVersion?: string; kind?: string } = object;
    if (this.#named.metadataOnly === true) return { ...this.#type, ...rest };
    return { apiVersion: apiVersion ?? this.#type.apiVersion, kind: kind ?? this.#type.kind, ...rest };
  }
}

/** What an answer is called in messages. */
export const answerTo = (request: KubeRequest): string => `the answer to ${callOf(request)}`;

/** A cached or fetched object may be applied as it is: the server refuses managedFields in what is applied. */
function withoutManagedFields(object: object): object {
  if (!('metadata' in object) || typeof object.metadata !== 'object' || object.metadata === null || !('managedFields' in object.metadata))
    return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
