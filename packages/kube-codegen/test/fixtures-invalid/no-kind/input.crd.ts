export interface BadSpec {
  a: string;
}
