import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { EntityFactsByRef } from './EntityFacts';
import { EntityFactsStore } from './EntityFactsStore';

/** After so many milliseconds a catalog that did not answer is asked again. */
const RETRY_MS = 15_000;

const stores = new WeakMap<object, EntityFactsStore>();

/**
 * What the catalog knows of entities, as the viewer may read them; what is not loaded yet is not in it. All screens share what one
 * of them has asked for.
 */
export function useEntityFacts(entityRefs: Iterable<string>): EntityFactsByRef {
  const catalogApi = useApi(catalogApiRef);
  const store = useMemo(() => {
    const known = stores.get(catalogApi) ?? new EntityFactsStore(catalogApi);
    stores.set(catalogApi, known);
    return known;
  }, [catalogApi]);
  const key = [...new Set(entityRefs)].sort().join(' ');
  useEffect(() => {
    const refs = key.split(' ').filter(Boolean);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const load = async () => {
      if (!(await store.load(refs)) && !left) {
        timer = setTimeout(load, RETRY_MS);
      }
    };
    load();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [store, key]);
  return useSyncExternalStore(store.subscribe, store.getFacts);
}
