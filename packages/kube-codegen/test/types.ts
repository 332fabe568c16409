/** Claims about the generated types, which `tsc` decides: what fits compiles, what does not fit is an expected error. */
import type { Container, LabelSelector } from 'kube-core/k8s';
import type { WorkloadSpec } from './fixtures/builtins/expected.gen.js';
import { type Choice, type ChoiceSpec } from './fixtures/enums/expected.gen.js';
import { Shape, type ShapeSpec } from './fixtures/discriminated/expected.gen.js';
import { Website, type Endpoint, type Endpoint2, type NamedSpec, type Source } from './fixtures/names/expected.gen.js';
import type { SpecialSpec } from './fixtures/kubernetes/expected.gen.js';
import { Menu, Table } from './fixtures/whole/expected.gen.js';

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

export const endpoint: Endpoint = { host: 'a', port: 1 };
export const git: Source = { kind: 'git', url: 'https://example.com' };
export const named: NamedSpec = { main: endpoint, other: null, own: { met: true }, sources: [git], site: { url: 'a' } };
// @ts-expect-error -- another Endpoint, of another file
export const remote: Endpoint2 = endpoint;
export const website = new Website('one', { zone: 'north', source: git });

const selector: LabelSelector = { matchLabels: { a: 'b' } };
const sidecar: Container = { name: 'a' };
export const workload: WorkloadSpec = { selector, sidecar, password: null, own: { key: 'a', zone: 'b' }, service: { type: 'NodePort' } };
// @ts-expect-error -- a name is a string
export const nameless: WorkloadSpec = { password: null, sidecar: { name: 1 } };

export const menu = new Menu('today', { title: 'Lunch', spec: { dishes: ['soup'] } });
export const dishes: string[] | undefined = menu.spec?.dishes;
// @ts-expect-error -- a menu has a title
export const untitled = new Menu('today', { spec: { dishes: [] } });
export const table = new Table('one');
export const seats: number | undefined = table.seats;
