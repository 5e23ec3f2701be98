/** Hosts in the values of variables. */

/** What stands where a host may stand; defaults of variables (`${X:-host}`) included. */
export const hostsIn = (value: string): readonly string[] =>
  value
    .slice(0, 2000)
    .split(/[\s,;@/:=${}?&"'()]+/)
    .map((word) => word.replace(/^-/, ''))
    .filter((word) => word !== '');
