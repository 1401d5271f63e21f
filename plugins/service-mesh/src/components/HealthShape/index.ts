export { HealthShape, HEALTH_MESSAGES } from './HealthShape';
