import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const page = new URL('../../docs/design/defects-of-kube-rs.md', import.meta.url);
const named = [...readFileSync(page, 'utf8').matchAll(/\[[^\]]+\]\(([^)]+\.test\.ts)\): `([^`]+)`/g)].map(
  ([, file = '', name = '']) => [name, file] as const,
);

test('the page names tests at all', () => {
  expect(named.length).toBeGreaterThan(20);
});

test.each(named)('there is a test as the page names it: %s', (name, file) => {
  expect(readFileSync(new URL(file, page), 'utf8')).toContain(name);
});
