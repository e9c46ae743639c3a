export { DevelopmentChip } from './DevelopmentChip';
export { Environments } from './Environments';
export { ExceptionChip } from './ExceptionChip';
export { Findings } from './Findings';
export { LevelChip } from './LevelChip';
export { ProofChip } from './ProofChip';
export { ReleaseChip } from './ReleaseChip';
export { SeverityBar } from './SeverityBar';
