/** Student's t. */
import { betaQuantile } from './distributions.ts';

/**
 * The 95 % point of Student's t: ν/(ν + t²) is Beta(ν/2, 1/2).
 *
 * @param freedom ν > 0
 * @see [DLMF] 8.17 for the incomplete beta function
 */
export function studentQuantile95(freedom: number): number {
  const x = betaQuantile(0.1, freedom / 2, 0.5);
  return Math.sqrt(freedom * (1 / x - 1));
}
