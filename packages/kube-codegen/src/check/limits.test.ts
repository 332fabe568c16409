import { describe, expect, test } from '@jest/globals';
import { formatNames } from 'kube-core/schema';
import { generate } from '../generate.js';

/** What is found in a kind with one field of this type. */
const found = (type: string, tag: string) => {
  const text = `/** @kube group=example.com version=v1 kind=Odd */\nexport interface OddSpec {\n  /** ${tag} */\n  a?: ${type};\n}\n`;
  return generate(['a.crd.ts'], { readFile: () => text }).diagnostics;
};

describe('a format of a string', () => {
  test.each([...formatNames, 'datetime', 'k8s-short-name', 'k8s-long-name', 'k8sshortname'])('%s is one that servers check', (name) => {
    expect(found('string', `@format ${name}`)).toEqual([]);
  });

  test.each(['int32', 'constructor', 'k8s-name'])('%s is none that servers check', (name) => {
    expect(found('string', `@format ${name}`)).toEqual([expect.objectContaining({ code: 'KC606' })]);
  });
});
