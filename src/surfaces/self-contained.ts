/** Tools that bring no dependency of another publisher: nothing unseen comes with them. */
import type { SurfaceContext } from './context.ts';

export function selfContained(context: SurfaceContext): ReadonlySet<string> {
  const rule = context.rules.find((one) => one.id === 'npm.self-contained-tools');
  return new Set(rule?.states.flatMap((state) => String(state.value).split(' ')) ?? []);
}
