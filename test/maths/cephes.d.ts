/** The few functions of the second oracle that the tests call. */
declare module 'cephes' {
  interface Cephes {
    readonly compiled: Promise<void>;
    igam(a: number, x: number): number;
    igamc(a: number, x: number): number;
    incbet(a: number, b: number, x: number): number;
    lgam(x: number): number;
    ndtr(x: number): number;
    ndtri(p: number): number;
    spence(x: number): number;
  }
  const cephes: Cephes;
  export default cephes;
}
