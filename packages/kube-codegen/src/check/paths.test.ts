import { describe, expect, test } from '@jest/globals';
import { objectMetaFields } from 'kube-core/schema';
import { generate } from '../generate.js';

/** What is found in a kind with one column of this path. */
const found = (path: string) => {
  const text = `/**\n * @kube group=example.com version=v1 kind=Odd\n * @printColumn name=A type=string jsonPath=${path}\n */\nexport interface OddSpec {\n  a?: string;\n}\n`;
  return generate(['a.crd.ts'], { readFile: () => text }).diagnostics;
};

describe('a column', () => {
  test.each([...objectMetaFields, 'labels.app', 'ownerReferences[0].name', 'managedFields[*].manager'])('may show metadata.%s', (path) => {
    expect(found(`.metadata.${path}`)).toEqual([]);
  });

  test.each([
    ['.metadata.nam', 'did you mean name?'],
    ['.metadata.ownerReferences[0].nam', 'did you mean name?'],
  ])('shows nothing at %s', (path, help) => {
    expect(found(path)).toEqual([expect.objectContaining({ code: 'KC201', help })]);
  });
});
