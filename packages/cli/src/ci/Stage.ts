import type { CommandContext } from '../command';
import type { EvidenceFolder } from './EvidenceFolder';
import type { Source } from './source';

/** What a run is told besides the source. */
export type CiOptions = {
  /** What is built; absent: an image where a container engine runs, else a tarball. */
  artifact?: 'tarball' | 'image';
  /** Folder with OSV databases, for a scan without the network. */
  advisories?: string;
  /** Whose limits a build has to keep; absent: those of production. */
  environment?: string;
  /** Folder with exceptions; absent: that of the service, if it has one. */
  exceptions?: string;
  /** Trust policy by which exceptions count. */
  policy?: string;
  /** Private key as PEM; absent: keyless in CI, else the key of this clone. */
  key?: string;
  /** Folder that a finished run is published to. */
  publishTo?: string;
  /** Registry that an image is pushed to, with its path, such as `ghcr.io/acme`. */
  registry?: string;
};

/** What a stage works with. */
export type StageContext = CommandContext & {
  source: Source;
  evidence: EvidenceFolder;
  options: CiOptions;
};

/**
 * What came out of a stage. One that fails throws a `CliError`, whose message is the sentence that the person reads;
 * `unavailable` is neither good nor bad news, and passes no gate.
 */
export type StageResult = {
  outcome: 'passed' | 'unavailable';
  /** What was found, in one line. */
  note?: string;
};

/** One step of the pipeline, which can also be run alone. */
export type Stage = {
  name: string;
  /** What it does, for `companyos ci --help` and the progress line. */
  title: string;
  run(context: StageContext): Promise<StageResult>;
};
