import { useMemo, useState } from 'react';
import type { Selection } from '../address';

/** Steps through what a search found, round and round. */
export function useFoundSteps(
  found: ReadonlySet<string> | undefined,
  selected: Selection | undefined,
  show: (id: string) => void,
): {
  /** Which of the found is picked; negative where none is. */
  current: number;
  /** What the last step came to; each step is another object. */
  centred: { id: string } | undefined;
  step(by: 1 | -1): void;
} {
  const [centred, setCentred] = useState<{ id: string }>();
  const ids = useMemo(() => [...(found ?? [])], [found]);
  const current = ids.indexOf(selected?.type === 'node' ? selected.id : '');
  const step = (by: 1 | -1) => {
    if (ids.length > 0) {
      const next =
        current < 0 && by < 0
          ? ids.length - 1
          : (current + by + ids.length) % ids.length;
      show(ids[next]);
      setCentred({ id: ids[next] });
    }
  };
  return { current, centred, step };
}
