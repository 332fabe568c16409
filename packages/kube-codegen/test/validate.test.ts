/** Definitions and objects that somebody wrote: everything that is wrong with them, each at its line of the YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { positionAt } from '../src/diagnostics.js';
import { validateTexts } from '../src/validate/validate.js';
import { casesIn } from './cases.js';

/** `line:column code message` of every finding. */
async function findingsOf(text: string): Promise<readonly string[]> {
  const { diagnostics } = await validateTexts([{ name: 'a.yaml', text }]);
  return diagnostics.map(({ origin, code, message }) => {
    const { line, column } = positionAt(text, origin.start);
    return `${line}:${column} ${code} ${message}`;
  });
}

const head = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.example.com}
spec:
  group: example.com
  names: {kind: Lamp, plural: lamps}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
`;

const schema = (spec: string): string => `${head}    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [bright]
            properties:
${spec.replace(/^(?=.)/gm, '              ')}`;

const lamps = schema(`bright: {type: integer, minimum: 0, maximum: 10}
colour: {type: string, enum: [red, green], default: red}
rooms:
  type: array
  x-kubernetes-list-type: map
  x-kubernetes-list-map-keys: [name]
  items:
    type: object
    required: [name]
    properties: {name: {type: string, maxLength: 4}}
    x-kubernetes-validations: [{rule: "self.name != 'hall'", message: the hall has none}]
`);

describe('a definition', () => {
  test('that a server takes and that breaks nobody has no findings', async () => {
    expect(await findingsOf(lamps)).toEqual([]);
  });

  test.each(readdirSync(join(import.meta.dirname, 'fixtures-import')).filter((name) => name.endsWith('.yaml')))(
    'of %s is read whole',
    async (name) => {
      const text = readFileSync(join(import.meta.dirname, 'fixtures-import', name), 'utf8');
      const { diagnostics } = await validateTexts([{ name, text }]);
      const refused = diagnostics.filter(({ code }) => code !== 'KC606' && code !== 'KC201' && code !== 'KC203');
      expect(refused.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    },
  );

  test.each(casesIn('fixtures'))('that generate has written for $name has no findings', async ({ folder }) => {
    const { diagnostics } = await validateTexts([{ name: 'expected.yaml', text: readFileSync(join(folder, 'expected.yaml'), 'utf8') }]);
    expect(diagnostics.filter(({ code }) => code !== 'KC606')).toEqual([]); // one of them says a format that only it knows
  });

  test('has its findings at their lines, all at once, in words of schemas', async () => {
    const text = schema(`bright: {type: integer, minimum: 3, maximum: 2}
colour:
  type: string
  default: 5
name: {type: string, pattern: '(?=a)'}
rooms:
  type: array
  x-kubernetes-list-map-keys: [name]
  items: {type: string}
ruled:
  type: object
  x-kubernetes-validations:
    - rule: self.nothing > 1
other: {type: array}
size: {type: string, maxLenght: 3}
`).replace('lamps.example.com', 'lamp.example.com');
    expect(await findingsOf(text)).toEqual([
      '3:12 KC907 the name of the definition must be lamps.example.com',
      '20:51 KC601 minimum is greater than maximum: nothing fits',
      '23:17 KC501 the default 5 does not fit: it must be of type string',
      expect.stringMatching(/^24:36 KC603 the pattern is not one of Go's: /),
      '27:17 KC410 x-kubernetes-list-map-keys means nothing on a list that is no map',
      expect.stringMatching(/^32:21 KC701 the rule does not compile: /),
      '33:15 KC309 the API server refuses what this comes to',
      '34:36 KC902 a schema of a CRD has no maxLenght: it is left out',
    ]);
  });

  test('needs a version that is served, and one that is stored', async () => {
    const text = lamps.replace('served: true', 'served: false').replace('storage: true', 'storage: false');
    expect(await findingsOf(text)).toEqual([
      '9:5 KC105 the only version of Lamp is the one in which objects are stored',
      '9:5 KC106 no version of Lamp is served: no client could read or write it',
    ]);
  });
});

describe('an object', () => {
  const object = (rest: string): string => `${lamps}---\napiVersion: example.com/v1\nkind: Lamp\n${rest}`;

  test('that the server would take has no findings', async () => {
    expect(await findingsOf(object('metadata: {name: a}\nspec: {bright: 3}\n'))).toEqual([]);
  });

  test('has its findings at their lines', async () => {
    const text = object(
      'metadata: {}\nspec:\n  bright: 11\n  colour: blue\n  dim: 1\n  rooms:\n  - name: kitchen\n  - name: hall\n  - name: hall\n',
    );
    expect(await findingsOf(text)).toEqual([
      expect.stringMatching(/^32:1 KC909 Invalid value: null: some validation rules were not checked/),
      '34:1 KC909 metadata.name: Required value: name or generateName is required',
      '36:3 KC909 spec.bright: Invalid value: 11: spec.bright in body should be less than or equal to 10',
      '37:3 KC909 spec.colour: Unsupported value: "blue": supported values: "red", "green"',
      '38:3 KC910 spec.dim: no such field; servers drop it, or refuse it where they are strict',
      '40:5 KC909 spec.rooms[0].name: Too long: may not be more than 4 bytes',
      '42:5 KC909 spec.rooms[2]: Duplicate value: {"name":"hall"}',
    ]);
  });

  test('breaks a rule at the item that breaks it', async () => {
    const found = await findingsOf(object('metadata: {name: a}\nspec:\n  bright: 1\n  rooms:\n  - name: loft\n  - name: hall\n'));
    expect(found).toEqual([expect.stringMatching(/^39:5 KC909 spec\.rooms\[1\]: .*the hall has none/)]);
  });

  test('needs a definition that serves its kind', async () => {
    expect(
      await findingsOf(object('metadata: {name: a}\nspec: {}\n').replace('example.com/v1\nkind: Lamp', 'example.com/v2\nkind: Lamp')),
    ).toEqual(['33:1 KC908 no definition here serves example.com/v2 Lamp']);
    expect(await findingsOf('a: 1\n')).toEqual(['1:1 KC908 an object has an apiVersion and a kind']);
  });

  test('may be in another text than its definition', async () => {
    const sources = [
      { name: 'lamp.yaml', text: 'apiVersion: example.com/v1\nkind: Lamp\nmetadata: {name: a}\nspec: {}\n' },
      { name: 'crd.yaml', text: lamps },
    ];
    const { diagnostics, definitions, objects } = await validateTexts(sources);
    expect({ definitions, objects }).toEqual({ definitions: 1, objects: 1 });
    expect(diagnostics.map(({ message, origin }) => [origin.file, message])).toContainEqual(['lamp.yaml', 'spec.bright: Required value']);
  });
});
