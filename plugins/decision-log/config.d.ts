export interface Config {
  decisionLog?: {
    /**
     * Where people look at a trace: a URL with `{traceId}` in it, such as `https://jaeger.example.com/trace/{traceId}`.
     * Default: none; a decision's page shows the trace's id alone.
     *
     * @visibility frontend
     */
    traceUrl?: string;
  };
}
