import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  /** Decision records and documents with required sign-offs. */
  adr?: {
    /** When sources are looked at. Default: every minute, for at most 10 minutes. */
    schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    /**
     * Kinds of entities whose sources are read; one of another kind is read when it has the annotation
     * `companyos.dev/adr-path`. Default: `[Component, System]`.
     */
    kinds?: string[];
    /** How many sources are read at the same time. Default: 4. */
    concurrency?: number;
    /** How long one source may take, in seconds. Default: 30. */
    timeout?: number;
    /** What is read of one source at most; a source beyond it is not read, and says so. */
    limits?: {
      /** Markdown files. Default: 2000. */
      files?: number;
      /** Bytes of all of them. Default: 10485760 (10 MiB). */
      totalSize?: number;
      /** Bytes of one; a larger one is listed and not read. Default: 1048576 (1 MiB). */
      fileSize?: number;
    };
  };
  search?: {
    collators?: {
      adr?: {
        /** When decision records are indexed. Default: every 5 minutes. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
