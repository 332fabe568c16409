import { describe, expect, test } from '@jest/globals';
import { generate } from '../generate.js';

/** What is found wrong with the names of a kind. */
const messages = (group: string, more = ''): string[] => {
  const text = `/** @kube group=${group} version=v1 kind=Odd ${more} */\nexport interface OddSpec {\n  a?: string;\n}\n`;
  return generate(['a.crd.ts'], { readFile: () => text }).diagnostics.map(({ message }) => message);
};

describe('a group', () => {
  const longest = `${'a'.repeat(250)}.io`;

  test.each(['example.com', '1.example', longest])('is a DNS subdomain with a dot: %s', (group) => {
    expect(messages(group)).toEqual([]);
  });

  test.each(['example', 'Example.com', 'example..com', '-a.com', `a${longest}`])('is nothing else: %s', (group) => {
    expect(messages(group)).toEqual([`"${group}" is no group`]);
  });
});

describe('a plural', () => {
  test.each(['odds', 'o', 'o-1', 'o'.repeat(63)])('is a DNS label that begins with a letter: %s', (plural) => {
    expect(messages('example.com', `plural=${plural}`)).toEqual([]);
  });

  test.each(['1odds', 'o.dds', 'odds-', 'o'.repeat(64)])('is nothing else: %s', (plural) => {
    expect(messages('example.com', `plural=${plural}`)).toEqual([`"${plural}" cannot be a plural`]);
  });
});
