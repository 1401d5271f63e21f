export { ProxiesSource } from './ProxiesSource';
export { MAX_PROXIES } from './ReadableProxies';
export { isTooManyProxies, TooManyProxiesError } from './TooManyProxiesError';
