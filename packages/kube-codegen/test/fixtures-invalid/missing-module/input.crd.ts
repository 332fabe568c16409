import type { Other } from './nowhere.js';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  other: Other;
}
