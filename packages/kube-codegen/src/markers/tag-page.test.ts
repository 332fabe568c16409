/** The page of the tags says what there is, and its examples mean what it says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generate } from '../generate.js';
import { fieldWords, kindWords } from './reference.js';
import { type DocumentedTag, documentedTags, tagPage } from './tag-page.js';

const page = join(import.meta.dirname, '../../../../docs/guides/tags.md');
const all: readonly DocumentedTag[] = [...documentedTags('kind'), ...documentedTags('field')];

test('docs/guides/tags.md is what the registry says', () => {
  if (process.env.UPDATE_FIXTURES === '1') writeFileSync(page, tagPage());
  expect(readFileSync(page, 'utf8')).toBe(tagPage());
});

test('no tag is described that there is not', () => {
  const named = [...Object.keys(kindWords), ...Object.keys(fieldWords)].sort();
  expect(all.map(({ names }) => names[0]).sort()).toEqual(named);
});

test.each(all.map((each) => ({ ...each, tag: each.names[0] })))('the example of @$tag holds the tag and compiles', ({ tag, example }) => {
  expect(example).toMatch(new RegExp(`@${tag}\\b`));
  const { files, diagnostics } = generate(['example.crd.ts'], { readFile: () => example });
  expect(diagnostics).toEqual([]);
  expect(files).toHaveLength(3);
});
