import * as annotations from './annotations';
import { serviceMeshPermissions } from './permissions';

/**
 * Names that others have written down: policies name permissions, catalogs name annotations, deployments carry labels. Another name here
 * locks people out of what they may see, or lets a tap through that a policy forbids: add names, and change none.
 */
describe('names that are frozen', () => {
  it('should be those of the permissions', () => {
    expect(
      Object.fromEntries(
        serviceMeshPermissions.map(permission => [
          permission.name,
          {
            action: permission.attributes.action,
            resourceType:
              'resourceType' in permission ? permission.resourceType : 'none',
          },
        ]),
      ),
    ).toEqual({
      'service-mesh.read': { action: 'read', resourceType: 'catalog-entity' },
      'service-mesh.tap': { action: 'read', resourceType: 'catalog-entity' },
      'service-mesh.tap.export': {
        action: 'read',
        resourceType: 'catalog-entity',
      },
      'service-mesh.cluster.read': { action: 'read', resourceType: 'none' },
      'service-mesh.cluster.tap': { action: 'read', resourceType: 'none' },
    });
  });

  it('should be those of the annotations and the label', () => {
    expect(annotations).toEqual({
      KUBERNETES_ID_ANNOTATION: 'backstage.io/kubernetes-id',
      KUBERNETES_LABEL_SELECTOR_ANNOTATION:
        'backstage.io/kubernetes-label-selector',
      KUBERNETES_NAMESPACE_ANNOTATION: 'backstage.io/kubernetes-namespace',
      KUBERNETES_CLUSTER_ANNOTATION: 'backstage.io/kubernetes-cluster',
      KUBERNETES_ID_LABEL: 'backstage.io/kubernetes-id',
    });
  });
});
