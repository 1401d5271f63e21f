import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { Config } from '@backstage/config';

/** A configuration that changes while the process runs, as that of a backend does. */
export function changingConfig(data: JsonObject): {
  config: Config;
  change(data: JsonObject): void;
} {
  let current: Config = new ConfigReader(data);
  const subscribers = new Set<() => void>();
  const config = new Proxy({} as Config, {
    get(_, method: keyof Config) {
      if (method === 'subscribe') {
        return (onChange: () => void) => {
          subscribers.add(onChange);
          return { unsubscribe: () => subscribers.delete(onChange) };
        };
      }
      const member = current[method];
      return typeof member === 'function' ? member.bind(current) : member;
    },
  });
  return {
    config,
    change(changed) {
      current = new ConfigReader(changed);
      [...subscribers].forEach(onChange => onChange());
    },
  };
}
