import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  /** Decisions of policies, as Open Policy Agents log them. */
  decisionLog?: {
    /** When days are made ready and removed, and the catalog is looked at. Default: every minute, for at most 10 minutes. */
    schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    /** How long decisions are kept. */
    retention?: {
      /** Days, for all that is in no class below. Default: 30. */
      days?: number;
      /** A decision is of the first class that has its path or one of its labels. */
      classes?: Array<{
        /** Lower case letters, digits and dashes. */
        name: string;
        days: number;
        /** Decision paths, each with all below it. */
        paths?: string[];
        /** Labels of OPA with their value. */
        labels?: { [name: string]: string };
      }>;
    };
    /** What is never stored, beside what OPA masks by itself. */
    mask?: Array<{
      /** A decision path with all below it. Default: all. */
      path?: string;
      /** JSON Pointers into the event, such as `/input/subject/email`; `*` is any member or element. */
      remove?: string[];
      /** The same, where the fact that there was something is to stay. */
      replace?: string[];
    }>;
    /** Decisions that are counted and not stored. */
    drop?: Array<{
      /** A decision path with all below it. */
      path: string;
      /** Default: all. */
      results?: Array<'allow' | 'deny' | 'error' | 'undefined' | 'other'>;
    }>;
    /**
     * How results are read that are neither boolean nor objects with a boolean `allow` or `allowed`, or with `ALLOW` or
     * `DENY` as `result`. The most exact path counts.
     */
    results?: Array<{
      /** A decision path with all below it. */
      path: string;
      /** JSON Pointer into the result. Default: the result itself. */
      pointer?: string;
      /** Values that mean so. Default: `[true]`. */
      allow?: Array<string | number | boolean>;
      /** Default: `[false]`. */
      deny?: Array<string | number | boolean>;
    }>;
    /** JSON Pointers into the event; the first that leads to a text counts. */
    fields?: {
      /** Default: `[/input/subject/id, /input/user/entity_ref, /input/user, /input/subject]`. */
      subject?: string[];
      /** Default: `[/input/resource/id, /input/resource, /input/permission/name]`. */
      resource?: string[];
      /** Default: `[/result/reason]`. */
      reason?: string[];
      /** By which a replay groups. Default: `[/input/subject/role, /input/user/role, /input/role]`. */
      role?: string[];
      /** Default: `[/input/subject/tenant_id, /input/tenant_id, /input/tenant]`. */
      tenant?: string[];
    };
    /** Decisions that are made again with another policy. */
    replay?: {
      /** The program of OPA. Default: `opa`, from PATH. */
      opa?: string;
      /** How many run at the same time; further ones are refused. Default: 2. */
      running?: number;
      /** OPAs that decide for one of them at the same time. Default: 2. */
      processes?: number;
      /** Decisions in the window of one replay. Default: 500000. */
      maxDecisions?: number;
    };
    /** Where services' own counters of decisions are, to be compared with the log. */
    prometheus?: {
      /** What `/api/v1` is put behind. Without it the counters are not known. */
      url?: string;
      /**
       * Sent as a bearer token.
       *
       * @visibility secret
       */
      token?: string;
      /** A counter with the labels `result` and `reason`. Default: `companyos_policy_decisions_total`. */
      metric?: string;
      /**
       * The label that says whose it is: the value of the entity's annotation `companyos.dev/decision-counter`, else the
       * name of the component. Default: `job`.
       */
      label?: string;
      /** How old what is compared has to be; OPAs upload every ten minutes by default. Default: 600. */
      delaySeconds?: number;
    };
    limits?: {
      /** Bytes of an upload as it is sent. Default: 16777216 (16 MiB). */
      bodySize?: number;
      /** Bytes of an upload after decompression. Default: 134217728 (128 MiB). */
      inflatedSize?: number;
      /** Bytes of one event; a larger one goes into quarantine. Default: 1048576 (1 MiB). */
      eventSize?: number;
      /** Uploads that are worked on at the same time; others wait. Default: 4. */
      uploads?: number;
    };
  };
}
