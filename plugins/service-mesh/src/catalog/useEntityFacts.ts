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
  const store = useStore();
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

/** How far the catalog has answered: most of it is still to come, it told nothing, or it told what it knows. */
export type CatalogState = 'waiting' | 'nothing' | 'known';

/** Whether the catalog has answered what {@link useEntityFacts} asks for. */
export function useCatalogState(entityRefs: readonly string[]): CatalogState {
  const store = useStore();
  const { facts, asked } = useSyncExternalStore(
    store.subscribe,
    store.getAnswer,
  );
  return useMemo(() => {
    const refs = [...new Set(entityRefs)];
    const waiting = refs.filter(ref => !asked.has(ref)).length;
    if (waiting > refs.length / 2) {
      return 'waiting';
    }
    return refs.length === 0 || refs.some(ref => facts.has(ref))
      ? 'known'
      : 'nothing';
  }, [entityRefs, facts, asked]);
}

function useStore(): EntityFactsStore {
  const catalogApi = useApi(catalogApiRef);
  return useMemo(() => {
    const known = stores.get(catalogApi) ?? new EntityFactsStore(catalogApi);
    stores.set(catalogApi, known);
    return known;
  }, [catalogApi]);
}
