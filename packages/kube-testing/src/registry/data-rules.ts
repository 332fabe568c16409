/**
 * ConfigMaps and Secrets hold a mebibyte at most ({@link dataFindings}), and do not change once they are immutable ({@link fixedFindings}).
 */
import { equal, own } from 'kube-core/json';
import { forbidden, type Finding } from 'kube-core/schema';
import type { KubeJson } from '../object.js';

/** What all values together may come to, in bytes: `MaxSecretSize` of core/v1. */
const mostBytes = 1024 * 1024;

/** The fields whose values count, and where the server says that they are too much. */
interface DataLimit {
  readonly fields: readonly string[];
  readonly path: string;
}

/** What is wrong with an object that holds too much. */
export function dataFindings(object: KubeJson, { fields, path }: DataLimit): readonly Finding[] {
  if (fields.reduce((sum, field) => sum + bytesOf(object, field), 0) <= mostBytes) return [];
  return [{ path, code: 'FieldValueTooLong', message: `Too long: may not be more than ${mostBytes} bytes` }];
}

/** The bytes of the values of a field; those of a Secret, and of `binaryData`, are base64. */
function bytesOf(object: KubeJson, field: string): number {
  const encoding = field === 'binaryData' || object.kind === 'Secret' ? 'base64' : 'utf8';
  const values: readonly unknown[] = Object.values(own(object, field) ?? {});
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value, encoding) : 0), 0);
}

const fixed = 'field is immutable when `immutable` is set';

/** What is wrong with a change of an object that said that it does not change. */
export function fixedFindings(object: KubeJson, current: KubeJson | undefined): readonly Finding[] {
  if (current?.immutable !== true) return [];
  const changed = ['data', 'binaryData'].filter((field) => !equal(object[field], current[field]));
  return [...(object.immutable === true ? [] : ['immutable']), ...changed].map((field) => forbidden(field, fixed));
}
