import { createBackend } from '@backstage/backend-defaults';
import { demoSignInModule } from './demo/signIn';
import { demoPermissionPolicyModule } from './demo/permissionPolicy';
import { useSqliteOfThisNode } from './sqlite';

useSqliteOfThisNode();

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-kubernetes-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@backstage-mesh/plugin-service-mesh-backend'));

backend.add(demoSignInModule);
backend.add(demoPermissionPolicyModule);

backend.start();
