/**
 * Where each part of a definition's schema comes from. The index is made while the schema is, under the paths that the API server
 * uses in its findings. Enter at {@link placeOf}.
 */
import type { CelRule, Origin, SchemaNode } from '../model/schema-node.js';

/** One node of the source, and where its schema stands. */
export interface Place {
  readonly path: string;
  readonly node: SchemaNode;
  /** How messages call it: the name of its property, or that of the nearest property around it. */
  readonly name: string;
  readonly origin: Origin;
  /** What it stands in; undefined for spec and status. */
  readonly parent?: Place;
}

/** The index. */
export interface Places {
  /** By the path of their schema. */
  readonly shapes: Map<string, Place>;
  /** By the path of their rule: `….x-kubernetes-validations[0]`. */
  readonly rules: Map<string, CelRule>;
}

/** What stands at a path of the schema, or around it. */
export interface Located {
  readonly place: Place;
  /** The part of the path below the place: `.default.a`, `.pattern`. */
  readonly rest: string;
  readonly rule?: CelRule;
}

/** @returns the innermost place that the path leads through, or undefined for a path outside spec and status. */
export function placeOf(places: Places, path: string): Located | undefined {
  const place = longest(places.shapes, path);
  if (place === undefined) return undefined;
  const rest = path.slice(place.path.length);
  const [rulePath] = /^\.x-kubernetes-validations\[\d+\]/.exec(rest) ?? [];
  const rule = rulePath === undefined ? undefined : places.rules.get(place.path + rulePath);
  return { place, rest: rest.slice(rule === undefined ? 0 : rulePath?.length), ...(rule !== undefined && { rule }) };
}

function longest(shapes: ReadonlyMap<string, Place>, path: string): Place | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const place = shapes.get(path.slice(0, end));
    if (place !== undefined) return place;
  }
  return undefined;
}
