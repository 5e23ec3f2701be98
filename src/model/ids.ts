/**
 * Identities. They are stable under line moves: a surface is named by what it is and by the file it
 * stands in, never by a line.
 */
declare const brand: unique symbol;
type Id<B extends string> = string & { readonly [brand]: B };

/** `npm:lodash@4.17.21`, `action:actions/checkout@v4#.github/workflows/ci.yml`, `workflow:ci.yml#build`, … */
export type SurfaceId = Id<'surface'>;
/** `<channel>/<what>`, such as `credential/NPM_TOKEN`. */
export type ShockId = Id<'shock'>;
/** The name of a number in `data/parameters/`, such as `credential.github-classic-pat`. */
export type ParameterId = Id<'parameter'>;

export const surfaceId = (text: string): SurfaceId => text as SurfaceId;
export const shockId = (text: string): ShockId => text as ShockId;
