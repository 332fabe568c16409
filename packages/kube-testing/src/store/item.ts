/**
 * One state of one object, as the server keeps it: {@link Item}. It never changes, so its text is made once, however many lists
 * and watches send it.
 */
import { freeze, toJson, without } from 'kube-core/json';
import type { KubeJson } from '../object.js';

/** A frozen object and its text. */
export class Item {
  readonly object: KubeJson;
  #bare: string | undefined;

  /** @param object - Frozen by this call. */
  constructor(object: KubeJson) {
    this.object = freeze(object);
  }

  get name(): string {
    return this.object.metadata.name ?? '';
  }

  get namespace(): string | undefined {
    return this.object.metadata.namespace;
  }

  get uid(): string {
    return this.object.metadata.uid ?? '';
  }

  /** The version of this state, as a number; 0 for what was never stored. */
  get version(): number {
    return Number(this.object.metadata.resourceVersion ?? 0);
  }

  /** Its text without apiVersion and kind, as items stand in the list of a built-in kind. */
  get bare(): string {
    this.#bare ??= toJson(without(this.object, 'apiVersion', 'kind'));
    return this.#bare;
  }

  /** Its text in a version of its kind; the versions of one kind differ in name only. */
  text(apiVersion: string): string {
    return `{"kind":${JSON.stringify(this.object.kind)},"apiVersion":${JSON.stringify(apiVersion)},${this.bare.slice(1)}`;
  }

  /** The object in a version of its kind. */
  as(apiVersion: string): KubeJson {
    return this.object.apiVersion === apiVersion ? this.object : { ...this.object, apiVersion };
  }

  /** The same state under another resourceVersion: how a watch says when an object went. */
  at(version: number): Item {
    const { metadata } = this.object;
    return new Item({ ...this.object, metadata: { ...metadata, resourceVersion: String(version) } });
  }
}

/** Where an object stands in its collection: its namespace and name. */
export const itemKey = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;
