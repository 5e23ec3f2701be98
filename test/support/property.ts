/**
 * fast-check with a seed of its own, so that the same commit passes or fails everywhere alike. To look for
 * more counterexamples, choose another: `BULKHEAD_TEST_SEED=7 npx vitest run`. A counterexample found that way
 * becomes a named case beside the property.
 */
import fc from 'fast-check';

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(process.env.BULKHEAD_TEST_SEED ?? 20_260_101),
});

export default fc;
