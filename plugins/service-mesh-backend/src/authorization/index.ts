export * from './Authorization';
