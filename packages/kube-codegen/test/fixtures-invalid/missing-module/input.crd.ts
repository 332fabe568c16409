import type { Int23 } from 'kube-corre/types';
import type { Other } from './nowhere.js';
import type { Far } from '@/types';
import type { Passed } from './passing.js';

/** @kube group=fixtures.example.com version=v1 kind=Bad */
export interface BadSpec {
  other: Other;
  another: Other;
  number: Int23;
  far: Far;
  passed: Passed;
}
