import type { MtlsState } from '@backstage-mesh/plugin-service-mesh-common';

const BODY =
  'M2.5 6h7a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Z';
const SHACKLE_CLOSED = 'M3.6 6V4a2.4 2.4 0 0 1 4.8 0v2';
const SHACKLE_OPEN = 'M3.6 6V3.2a2.4 2.4 0 0 1 4.7-.7';

/**
 * How calls are protected: closed = the mesh's mutual TLS, half filled = only a share, closed with a dot = the application's own
 * TLS, open = none. Nothing is drawn for unknown.
 *
 * @param props - `label` is said to screen readers; without it the mark is decoration
 */
export function Lock(props: {
  state: MtlsState | undefined;
  size?: number;
  label?: string;
}) {
  const { state, size = 12, label } = props;
  if (!state) {
    return null;
  }
  const filled = state === 'mesh';
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 13"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      style={{ flex: 'none', verticalAlign: '-1.5px' }}
      data-mtls={state}
    >
      <path
        d={state === 'none' ? SHACKLE_OPEN : SHACKLE_CLOSED}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
      />
      <path
        d={BODY}
        fill={filled ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.2"
      />
      {state === 'opaque' && (
        <circle cx="6" cy="9" r="1.3" fill="currentColor" />
      )}
      {state === 'mixed' && (
        <path
          d="M1.5 9h9v2a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1Z"
          fill="currentColor"
        />
      )}
      {state === 'none' && <path d="M4.5 9h3" stroke="currentColor" />}
    </svg>
  );
}
