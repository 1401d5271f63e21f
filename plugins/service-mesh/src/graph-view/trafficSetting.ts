import { useSyncExternalStore } from 'react';

const MEMORY = 'service-mesh.traffic';

const listeners = new Set<() => void>();

function isOn(): boolean {
  try {
    return localStorage.getItem(MEMORY) === 'on';
  } catch {
    return false;
  }
}

/** Whether traffic is shown as moving dots. Off until a person switches it on; remembered in this browser. */
export function useTrafficSetting(): [on: boolean, set: (on: boolean) => void] {
  const on = useSyncExternalStore(listener => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isOn);
  return [
    on,
    next => {
      try {
        localStorage.setItem(MEMORY, next ? 'on' : 'off');
      } catch {
        // without storage there is nothing to remember it by: it stays off
      }
      listeners.forEach(listener => listener());
    },
  ];
}
