/** Claims about the generated types, which `tsc` decides: what fits compiles, what does not fit is an expected error. */
import { type Choice, type ChoiceSpec } from './fixtures/enums/expected.gen.js';
import { Shape, type ShapeSpec } from './fixtures/discriminated/expected.gen.js';
import type { SpecialSpec } from './fixtures/kubernetes/expected.gen.js';

export const circle: ShapeSpec = { shape: { kind: 'circle', name: 'a', r: 1 } };
// @ts-expect-error -- side belongs to squares
export const mixed: ShapeSpec = { shape: { kind: 'circle', name: 'a', r: 1, side: 1 } };
// @ts-expect-error -- r is required of a circle
export const short: ShapeSpec = { shape: { kind: 'circle', name: 'a' } };

export const shape = new Shape('one', circle, { labels: { a: 'b' } });
export const apiVersion: 'fixtures.example.com/v1' = shape.apiVersion;

export const choice: ChoiceSpec = { level: 10, maybe: null, mixedOrNull: 'auto', flag: false };
// @ts-expect-error -- 4 is none of its values
export const other: ChoiceSpec = { level: 1, mixedOrNull: 4 };
// @ts-expect-error -- the spec of another kind
export const foreign: Choice['spec'] = circle;

export const special: SpecialSpec = { cpu: 1, port: 'http', any: [1], anyMap: { a: null }, template: { metadata: { labels: { a: 'b' } } } };
