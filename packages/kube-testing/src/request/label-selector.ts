/**
 * Label selectors of a request, refused in the server's words where they are none: {@link labelSelector}.
 */
import { hasCode, labelMatcher, messageOf } from 'kube-core';
import type { KubeJson } from '../object.js';
import { badRequest } from '../refusal.js';

/** Whether an object is selected. */
export type Selector = (object: KubeJson) => boolean;

/**
 * @param text - `app=nginx,tier in (web, api),!canary`; empty selects everything.
 * @throws Refusal 400 for a text that is no selector.
 */
export function labelSelector(text: string): Selector {
  const isSelected = readOr400(() => labelMatcher(text));
  return (object) => isSelected(object.metadata.labels);
}

/** What a selector asks for. @throws Refusal 400 where it is none. */
export function readOr400<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw hasCode(error, 'selector') ? badRequest(messageOf(error)) : error;
  }
}
