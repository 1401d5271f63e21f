export { KubernetesLink } from './KubernetesLink';
