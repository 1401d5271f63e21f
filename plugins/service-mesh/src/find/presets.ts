/** Questions that people ask often; their words are in the translation, by their ids. */
export const FIND_PRESETS = [
  { id: 'failing', expression: 'health = failing' },
  { id: 'busyFailing', expression: 'rps > 10 and success < 99' },
  { id: 'notEncrypted', expression: 'mtls = false' },
  { id: 'notMeshed', expression: 'meshed = false' },
  { id: 'slow', expression: 'p99 > 1s or mean > 500ms' },
  { id: 'denied', expression: 'denied > 0' },
] as const;

/** The same for what is hidden. */
export const HIDE_PRESETS = [
  { id: 'healthy', expression: 'health = healthy' },
  { id: 'idle', expression: 'health = no-traffic or health = not-measured' },
  { id: 'external', expression: 'kind = External or kind = Unmeshed' },
] as const;
