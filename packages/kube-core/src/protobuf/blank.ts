/**
 * Empty objects that have room for the fields they will get: {@link blanks}.
 */

type Blank = () => Record<string, unknown>;

/**
 * Gives plain empty objects, each with room for so many fields as the first ones got: one that grows field by field is moved several
 * times. V8 learns the room of a function from the first few objects that it makes, so each kind of object needs a function of its own.
 */
export function blanks(): Blank {
  function Plain(this: Record<string, unknown>, room?: true): void {
    if (room !== true) return;
    // Never run: V8 counts these to see how many fields there might be, and gives back what was not needed.
    this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = null;
    this.i = this.j = this.k = this.l = this.m = this.n = this.o = this.p = null;
    this.q = this.r = this.s = this.t = this.u = this.v = this.w = this.x = null;
  }
  Plain.prototype = Object.prototype;
  const Made = Plain as unknown as new () => Record<string, unknown>; // a constructor of plain objects
  return () => new Made();
}
