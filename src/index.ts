/** The library: what is exported here is public, the rest is not. */
export { type EvaluationRequest, evaluate } from './evaluate.ts';
export {
  type Advisory,
  type AdvisoryEcosystem,
  type AdvisorySnapshot,
  type AffectedPackage,
  type ExploitChance,
  type KnownExploited,
  NO_SNAPSHOT,
  type SnapshotSource,
} from './model/advisory.ts';
export type {
  AssessedAsset,
  AssessedGraph,
  AssessedShock,
  AssessedSurface,
  Assessment,
  Derivation,
  Estimate,
  Losses,
  Odds,
} from './model/assessment.ts';
export type { Diagnostic, Location } from './model/diagnostic.ts';
export type { Evaluation, FaultTreeEvaluation } from './model/evaluation.ts';
export type { FileText, FileTree, History, TreeFile } from './model/files.ts';
export { NO_HISTORY } from './model/files.ts';
export { IN_PLACE, type Pool } from './model/pool.ts';
export { type AssessmentRequest, type AssessmentRun, assess } from './pipeline.ts';
export { reports } from './reports/formats/index.generated.ts';
export type { Report, Style } from './reports/report.ts';
