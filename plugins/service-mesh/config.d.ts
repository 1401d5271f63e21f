export interface Config {
  serviceMesh?: {
    /**
     * From where on something counts as healthy.
     *
     * @deepVisibility frontend
     */
    health?: {
      /** Percent of successful responses from which something is healthy. Defaults to 99. */
      healthy?: number;
      /** Percent from which it is degraded; below it is failing. Defaults to 95. */
      degraded?: number;
      /** Responses in a window that a judgement needs. Defaults to 10. */
      minRequests?: number;
    };
    /**
     * Where the traces of live requests can be looked at.
     *
     * @deepVisibility frontend
     */
    tracing?: {
      /**
       * Address of a trace in the tracing tool, with `{traceId}` where its id belongs, such as
       * `https://jaeger.example.com/trace/{traceId}`.
       */
      url?: string;
    };
  };
}
