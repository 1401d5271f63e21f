export { ProxiesSource, MAX_PROXIES } from './ProxiesSource';
export { isTooManyProxies, TooManyProxiesError } from './TooManyProxiesError';
