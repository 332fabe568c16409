/** What a cluster of a given version does not know yet. */
import { expect, test } from '@jest/globals';
import { generate } from '../generate.js';
import { parseTarget } from './target.js';

const findings = (target: string, member: string): string[] =>
  generate(['a.crd.ts'], {
    target,
    readFile: () => `/** @kube group=example.com version=v1 kind=Site */\nexport interface SiteSpec {\n${member}\n}\n`,
  }).diagnostics.map(({ code, message }) => `${code} ${message}`);

test.each([
  ['1.30', 30],
  ['v1.35', 35],
  ['1.29.4', 29],
  ['1.24', undefined],
  ['2.0', undefined],
  ['1.x', undefined],
  ['', undefined],
])('%j is the minor version %p', (text, minor) => {
  expect(parseTarget(text)).toBe(minor);
});

test.each([
  ['/** @validation isIP(self) */ a: string;', 29, 'KC710 Kubernetes 1.29 does not know isIP()'],
  ['/** @validation isQuantity(self) */ a: string;', 27, 'KC710 Kubernetes 1.27 does not know isQuantity()'],
  ['/** @validation sets.contains(self, ["a"]) */ a: string[];', 28, 'KC710 Kubernetes 1.28 does not know sets'],
  ['/** @validation !format.dns1123Label().validate(self).hasValue() */ a: string;', 30, 'KC710 Kubernetes 1.30 does not know format'],
  [
    '/** @validation self.all(i, x, x != "") \n@maxItems 9 @items.maxLength 9 */ a: string[];',
    31,
    'KC710 Kubernetes 1.31 does not know a macro with two variables',
  ],
  ['/** @validation isSemver(self) */ a: string;', 32, 'KC710 Kubernetes 1.32 does not know isSemver()'],
  ['/** @validation self.distinct().size() == self.size() */ a: string[];', 33, 'KC710 Kubernetes 1.33 does not know .distinct()'],
  ['/** @validation {rule: "self != \'\'", reason: "FieldValueInvalid"} */ a: string;', 27, 'KC710 Kubernetes 1.27 does not know reason'],
  [
    '/** @validation {rule: "self != \'\'", messageExpression: "\'no \' + self"}\n@maxLength 9 */ a: string;',
    26,
    'KC710 Kubernetes 1.26 does not know messageExpression',
  ],
  ['/** @format k8s-short-name */ a: string;', 33, 'KC607 Kubernetes 1.33 does not know the format k8s-short-name'],
  ['/** @selectableField */ a: string;', 30, 'KC209 Kubernetes 1.30 does not know selectable fields'],
])('%s is not for 1.%i', (member, minor, message) => {
  expect(findings(`1.${minor}`, member)).toEqual([message]);
  expect(findings(`1.${minor + 1}`, member)).toEqual([]);
});

test('a text that reads like a function is none, and neither is the name of a property', () => {
  expect(findings('1.25', `/** @validation self != "isIP(x) .distinct()" */ a: string;`)).toEqual([]);
  expect(findings('1.25', `/** @validation self.sets.x != "" */ o: { sets: { x: string } };`)).toEqual([]);
});

test('what is no version is refused before anything is compiled', () => {
  expect(() => generate([], { target: 'latest', readFile: () => undefined })).toThrow("'1.30' for example");
});
