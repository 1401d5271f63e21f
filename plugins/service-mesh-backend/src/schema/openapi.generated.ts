// Written by scripts/generateOpenApi.mjs from openapi.yaml: change that file and run "yarn openapi".
export const spec = {
  openapi: '3.1.0',
  info: {
    title: 'service-mesh',
    version: '1',
    description:
      'Topology, stats and live tap of the service mesh, for catalog entities and for clusters.',
    license: {
      name: 'Apache-2.0',
      url: 'http://www.apache.org/licenses/LICENSE-2.0.html',
    },
  },
  servers: [{ url: '/' }],
  paths: {
    '/topology': {
      get: {
        operationId: 'GetMeshTopology',
        description:
          'The graphs of clusters, or of some of their namespaces and their direct neighbours, in one answer. A cluster that can not be asked, or of which the caller may see nothing, is named in the warnings.',
        parameters: [
          { $ref: '#/components/parameters/Clusters' },
          { $ref: '#/components/parameters/Namespaces' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of the graph.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Topology' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/gateways': {
      get: {
        operationId: 'GetGateways',
        description:
          'The ways from clusters to the services of others, with whether they are alive and which services are mirrored by them.',
        parameters: [{ $ref: '#/components/parameters/Clusters' }],
        responses: {
          '200': {
            description: 'The gateways that the caller may see.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GatewayList' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/comparison': {
      get: {
        operationId: 'CompareMeshTopology',
        description:
          'What the graphs of clusters, or of some of their namespaces, was like in two windows of the same length, with what is needed to tell a change from noise.',
        parameters: [
          { $ref: '#/components/parameters/Clusters' },
          { $ref: '#/components/parameters/Namespaces' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/Before' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of both graphs.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TopologyComparison' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/timeline': {
      get: {
        operationId: 'GetMeshTimeline',
        description:
          'The requests that come into clusters, or into some of their namespaces, over the hour before a moment, step by step, and what changed meanwhile.',
        parameters: [
          { $ref: '#/components/parameters/Clusters' },
          { $ref: '#/components/parameters/Namespaces' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description:
              'The numbers. What was not measured is null, which is not zero.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Timeline' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/dependencies': {
      get: {
        operationId: 'GetDependencies',
        description:
          "What needs what: as the mesh saw it, as the catalog declares it, or both. Calls are remembered in the plugin's own database.",
        parameters: [
          { $ref: '#/components/parameters/DependencyState' },
          { $ref: '#/components/parameters/DependencyQuery' },
          { $ref: '#/components/parameters/DependencyOrder' },
          { $ref: '#/components/parameters/PageLimit' },
          { $ref: '#/components/parameters/PageCursor' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of it.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DependencyList' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/groups/latency': {
      post: {
        operationId: 'MeasureGroupLatency',
        description:
          'The latency of the calls that come into a group of workloads from outside of it, from their merged buckets. Calls between its members do not count.',
        parameters: [
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['workloads'],
                additionalProperties: false,
                properties: {
                  workloads: {
                    type: 'array',
                    minItems: 1,
                    maxItems: 500,
                    items: { $ref: '#/components/schemas/WorkloadRef' },
                  },
                },
              },
            },
          },
        },
        responses: {
          '200': {
            description: 'The latency, where it is measured and calls came in.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupLatency' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/groups/explain': {
      post: {
        operationId: 'ExplainGroup',
        description:
          'How the numbers of the calls come to be that come into a group of workloads from outside of it.',
        parameters: [
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['workloads'],
                additionalProperties: false,
                properties: {
                  workloads: {
                    type: 'array',
                    minItems: 1,
                    maxItems: 500,
                    items: { $ref: '#/components/schemas/WorkloadRef' },
                  },
                },
              },
            },
          },
        },
        responses: {
          '200': {
            description:
              'The queries, formulas and what is left out, by cluster.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/GroupExplanation' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/clusters': {
      get: {
        operationId: 'GetClusters',
        description:
          'The clusters, with their mesh, source of numbers and state.',
        responses: {
          '200': {
            description: 'All configured clusters.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ClusterList' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/clusters/{cluster}/manifests': {
      get: {
        operationId: 'GetClusterManifests',
        description:
          "What the portal's account needs in a cluster for what the configuration switches on, as Kubernetes objects to apply. For those who may read clusters.",
        parameters: [
          { $ref: '#/components/parameters/Cluster' },
          {
            name: 'account',
            in: 'query',
            required: false,
            allowReserved: true,
            description:
              'Namespace and name of the service account, with a colon between them.',
            schema: {
              type: 'string',
              default: 'backstage:service-mesh-portal',
              pattern:
                '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?:[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$',
            },
          },
        ],
        responses: {
          '200': {
            description: 'Roles and bindings, each with what it opens.',
            content: { 'application/yaml': { schema: { type: 'string' } } },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/clusters/{cluster}/topology': {
      get: {
        operationId: 'GetClusterTopology',
        description:
          'The graph of a cluster, or of some of its namespaces and their direct neighbours.',
        parameters: [
          { $ref: '#/components/parameters/Cluster' },
          { $ref: '#/components/parameters/Namespaces' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of the graph.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Topology' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/clusters/{cluster}/namespaces/{namespace}/workloads/{kind}/{name}/topology':
      {
        get: {
          operationId: 'GetWorkloadTopology',
          description: 'The graph around one workload.',
          parameters: [
            { $ref: '#/components/parameters/Cluster' },
            { $ref: '#/components/parameters/Namespace' },
            {
              name: 'kind',
              in: 'path',
              required: true,
              description: 'The Kubernetes kind, such as `Deployment`.',
              schema: { $ref: '#/components/schemas/WorkloadKind' },
            },
            {
              name: 'name',
              in: 'path',
              required: true,
              schema: { $ref: '#/components/schemas/ResourceName' },
            },
            { $ref: '#/components/parameters/Depth' },
            { $ref: '#/components/parameters/Window' },
            { $ref: '#/components/parameters/End' },
          ],
          responses: {
            '200': {
              description: 'What the caller may see of the graph.',
              content: {
                'application/json': {
                  schema: { $ref: '#/components/schemas/Topology' },
                },
              },
            },
            default: { $ref: '#/components/responses/ErrorResponse' },
          },
        },
      },
    '/clusters/{cluster}/namespaces/{namespace}/svcmeshworkloads': {
      get: {
        operationId: 'ListSvcMeshWorkloads',
        description:
          'The workloads of a namespace, in groups that calls connect.',
        parameters: [
          { $ref: '#/components/parameters/Cluster' },
          { $ref: '#/components/parameters/Namespace' },
          { $ref: '#/components/parameters/Window' },
        ],
        responses: {
          '200': {
            description: 'Largest group first, ids ascending inside a group.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/SvcMeshWorkloadList' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/clusters/{cluster}/namespaces/{namespace}/svcmeshworkloads/{id}': {
      get: {
        operationId: 'GetSvcMeshWorkload',
        description: 'One workload with its callers, callees and pods.',
        parameters: [
          { $ref: '#/components/parameters/Cluster' },
          { $ref: '#/components/parameters/Namespace' },
          { $ref: '#/components/parameters/WorkloadId' },
          { $ref: '#/components/parameters/Window' },
        ],
        responses: {
          '200': {
            description: 'The workload.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/SvcMeshWorkloadAnswer' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/clusters/{cluster}/namespaces/{namespace}/svcmeshworkloads/{id}/svcmeshpods/{pod}':
      {
        get: {
          operationId: 'GetSvcMeshPod',
          description: 'One pod of a workload with its callers and callees.',
          parameters: [
            { $ref: '#/components/parameters/Cluster' },
            { $ref: '#/components/parameters/Namespace' },
            { $ref: '#/components/parameters/WorkloadId' },
            {
              name: 'pod',
              in: 'path',
              required: true,
              schema: { $ref: '#/components/schemas/ResourceName' },
            },
            { $ref: '#/components/parameters/Window' },
          ],
          responses: {
            '200': {
              description: 'The pod.',
              content: {
                'application/json': {
                  schema: { $ref: '#/components/schemas/SvcMeshPodAnswer' },
                },
              },
            },
            default: { $ref: '#/components/responses/ErrorResponse' },
          },
        },
      },
    '/clusters/{cluster}/namespaces/{namespace}/tap': {
      get: {
        operationId: 'TapWorkload',
        description:
          'Live requests of a workload or pod, as Server-Sent Events (`open`, then `tap` and `dropped`, then `end`) or, for an upgrade request, as one JSON text message each over WebSocket.',
        parameters: [
          { $ref: '#/components/parameters/Cluster' },
          { $ref: '#/components/parameters/Namespace' },
          {
            name: 'resource_type',
            in: 'query',
            required: true,
            schema: {
              type: 'string',
              enum: ['deployment', 'daemonset', 'statefulset', 'pod'],
            },
          },
          {
            name: 'resource_name',
            in: 'query',
            required: true,
            schema: { $ref: '#/components/schemas/ResourceName' },
          },
          { $ref: '#/components/parameters/ToResourceType' },
          { $ref: '#/components/parameters/ToResourceName' },
          { $ref: '#/components/parameters/ToNamespace' },
          { $ref: '#/components/parameters/Method' },
          { $ref: '#/components/parameters/Path' },
          { $ref: '#/components/parameters/Authority' },
          { $ref: '#/components/parameters/Scheme' },
          { $ref: '#/components/parameters/MaxRps' },
        ],
        responses: {
          '200': {
            description:
              'A stream that ends when either side closes it, or when its time is over.',
            content: {
              'text/event-stream': {
                schema: { $ref: '#/components/schemas/TapEvent' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/workloads': {
      get: {
        operationId: 'GetEntityWorkloads',
        description:
          "The workloads that an entity's annotations select, over all clusters; for a system, domain, group or API, those of its parts that the caller may see.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
        ],
        responses: {
          '200': {
            description: 'The workloads, and whether the caller may tap them.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EntityWorkloads' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/topology': {
      get: {
        operationId: 'GetEntityTopology',
        description:
          "The graph around an entity's workloads, or around those of its parts.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Depth' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of the graph.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Topology' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/dependencies': {
      get: {
        operationId: 'GetEntityDependencies',
        description: 'What an entity or its parts need, and what needs them.',
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/DependencyState' },
          { $ref: '#/components/parameters/DependencyQuery' },
          { $ref: '#/components/parameters/DependencyOrder' },
          {
            name: 'end',
            in: 'query',
            description:
              'Which end of the dependency the entity is. Both without it.',
            required: false,
            schema: { type: 'string', enum: ['source', 'target'] },
          },
          { $ref: '#/components/parameters/PageLimit' },
          { $ref: '#/components/parameters/PageCursor' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of it.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/DependencyList' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/stats': {
      get: {
        operationId: 'GetEntityStats',
        description:
          "Golden numbers, callers, callees and pods of an entity's workloads.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'The numbers.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EntityStats' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/rules': {
      get: {
        operationId: 'GetEntityRules',
        description:
          "Routes, traffic splits and policy of an entity's workloads, as they are configured and as they are used.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'The rules and their numbers.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EntityRules' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/explain': {
      get: {
        operationId: 'GetEntityExplanation',
        description: "How each number of an entity's workloads comes to be.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'The queries, formulas and what is left out.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EntityExplanation' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/history': {
      get: {
        operationId: 'GetEntityHistory',
        description:
          "Numbers of an entity's workloads and of their calls, step by step: a span of twelve windows, and as much before it.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description:
              'The numbers. What was not measured is null, which is not zero.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/EntityHistory' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/comparison': {
      get: {
        operationId: 'CompareEntityTopology',
        description:
          "What an entity's graph was like in two windows of the same length, with what is needed to tell a change from noise.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Depth' },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/Before' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description: 'What the caller may see of both graphs.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/TopologyComparison' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/timeline': {
      get: {
        operationId: 'GetEntityTimeline',
        description:
          "The requests that come into an entity's workloads over the hour before a moment, step by step, and what changed meanwhile.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          { $ref: '#/components/parameters/Depth' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description:
              'The numbers. What was not measured is null, which is not zero.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Timeline' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/pods/{pod}': {
      get: {
        operationId: 'GetEntityPod',
        description:
          "One pod of an entity's workloads, and the calls from and to it.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          {
            name: 'pod',
            in: 'path',
            required: true,
            schema: { $ref: '#/components/schemas/ResourceName' },
          },
          {
            name: 'cluster',
            in: 'query',
            description: 'Only in this cluster.',
            required: false,
            allowReserved: true,
            schema: { $ref: '#/components/schemas/ClusterName' },
          },
          {
            name: 'namespace',
            in: 'query',
            description: 'Only in this namespace.',
            required: false,
            schema: { $ref: '#/components/schemas/NamespaceName' },
          },
          { $ref: '#/components/parameters/Window' },
          { $ref: '#/components/parameters/End' },
        ],
        responses: {
          '200': {
            description:
              "The pod's numbers. Its peers are pods where the mesh names them.",
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PodTraffic' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/tap': {
      get: {
        operationId: 'TapEntity',
        description:
          "Live requests of one of an entity's workloads, or of one of its pods. The stream is that of the tap by cluster. The parameters that name the workload may be left out where the entity has only one.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
          {
            name: 'cluster',
            in: 'query',
            required: false,
            allowReserved: true,
            schema: { $ref: '#/components/schemas/ClusterName' },
          },
          {
            name: 'namespace',
            in: 'query',
            description: 'Namespace of the workload.',
            required: false,
            schema: { $ref: '#/components/schemas/NamespaceName' },
          },
          {
            name: 'resource_type',
            in: 'query',
            description: 'Kind of the workload in lower case, or `pod`.',
            required: false,
            schema: { type: 'string', pattern: '^[a-z][a-z0-9]{0,62}$' },
          },
          {
            name: 'resource_name',
            in: 'query',
            required: false,
            schema: { $ref: '#/components/schemas/ResourceName' },
          },
          { $ref: '#/components/parameters/ToResourceType' },
          { $ref: '#/components/parameters/ToResourceName' },
          { $ref: '#/components/parameters/ToNamespace' },
          { $ref: '#/components/parameters/Method' },
          { $ref: '#/components/parameters/Path' },
          { $ref: '#/components/parameters/Authority' },
          { $ref: '#/components/parameters/Scheme' },
          { $ref: '#/components/parameters/MaxRps' },
        ],
        responses: {
          '200': {
            description:
              'A stream that ends when either side closes it, or when its time is over.',
            content: {
              'text/event-stream': {
                schema: { $ref: '#/components/schemas/TapEvent' },
              },
            },
          },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
    '/entities/{kind}/{namespace}/{name}/tap/exports': {
      post: {
        operationId: 'RecordTapExport',
        description:
          "Asks whether requests that a tap of one of the entity's workloads received may be saved to a file, and keeps a record of it in the audit log.",
        parameters: [
          { $ref: '#/components/parameters/EntityKind' },
          { $ref: '#/components/parameters/EntityNamespace' },
          { $ref: '#/components/parameters/EntityName' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/TapExport' },
            },
          },
        },
        responses: {
          '204': { description: 'They may be saved.' },
          default: { $ref: '#/components/responses/ErrorResponse' },
        },
      },
    },
  },
  components: {
    parameters: {
      Cluster: {
        name: 'cluster',
        in: 'path',
        required: true,
        description: "The cluster's name, as the Kubernetes plugin has it.",
        schema: { $ref: '#/components/schemas/ClusterName' },
      },
      Namespace: {
        name: 'namespace',
        in: 'path',
        required: true,
        schema: { $ref: '#/components/schemas/NamespaceName' },
      },
      Clusters: {
        name: 'cluster',
        in: 'query',
        description: 'Repeatable. All clusters without it.',
        required: false,
        allowReserved: true,
        schema: {
          type: 'array',
          maxItems: 50,
          items: { $ref: '#/components/schemas/ClusterName' },
        },
      },
      Namespaces: {
        name: 'namespace',
        in: 'query',
        description: 'Repeatable. All namespaces without it.',
        required: false,
        schema: {
          type: 'array',
          maxItems: 100,
          items: { $ref: '#/components/schemas/NamespaceName' },
        },
      },
      Depth: {
        name: 'depth',
        in: 'query',
        description: 'How many calls are followed up and down. 1 without it.',
        required: false,
        schema: { type: 'integer', minimum: 0, maximum: 5 },
      },
      DependencyState: {
        name: 'state',
        in: 'query',
        description: 'All states without it, one after the other.',
        required: false,
        schema: { type: 'string', enum: ['undeclared', 'unseen', 'both'] },
      },
      DependencyQuery: {
        name: 'q',
        in: 'query',
        description: 'Words, all of which the names of a dependency hold.',
        required: false,
        schema: { type: 'string', maxLength: 200 },
      },
      DependencyOrder: {
        name: 'order',
        in: 'query',
        description:
          '`rate`: the busiest first. `age`: what was not seen for longest first; of what is seen now, the newest. Without it, by age what was not seen, and by rate what was.',
        required: false,
        schema: { type: 'string', enum: ['rate', 'age'] },
      },
      PageLimit: {
        name: 'limit',
        in: 'query',
        description:
          'How many are answered at most. 100 without it; 0 for the counts alone.',
        required: false,
        schema: { type: 'integer', minimum: 0, maximum: 500 },
      },
      PageCursor: {
        name: 'cursor',
        in: 'query',
        description:
          'Where the page begins, as `nextCursor` of the one before says.',
        required: false,
        schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,120}$' },
      },
      WorkloadId: {
        name: 'id',
        in: 'path',
        required: true,
        description: 'A prefix for the kind, then the name, such as `dpm-web`.',
        schema: { type: 'string', minLength: 1, maxLength: 260 },
      },
      EntityKind: {
        name: 'kind',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9]{0,62}$' },
      },
      EntityNamespace: {
        name: 'namespace',
        in: 'path',
        required: true,
        schema: { $ref: '#/components/schemas/EntityPart' },
      },
      EntityName: {
        name: 'name',
        in: 'path',
        required: true,
        schema: { $ref: '#/components/schemas/EntityPart' },
      },
      Window: {
        name: 'window',
        in: 'query',
        required: false,
        allowReserved: true,
        description:
          'A number with s, m or h, from 10s to 6h. 1m without it. Rounded to 10 seconds up to a minute, to minutes up to an hour, and to 10 minutes above; the answer says what was measured.',
        schema: { type: 'string' },
      },
      End: {
        name: 'end',
        in: 'query',
        required: false,
        allowReserved: true,
        description:
          'The end of the window: a time in ISO 8601, or milliseconds since 1970, at most 7 days back. Now without it. Put back to a full minute; to ten seconds where the window is no longer than a minute.',
        schema: { type: 'string' },
      },
      Before: {
        name: 'before',
        in: 'query',
        required: true,
        allowReserved: true,
        description:
          'The end of the first window, written as `end` and before it.',
        schema: { type: 'string' },
      },
      ToResourceType: {
        name: 'to_resource_type',
        in: 'query',
        required: false,
        description: 'Only calls to this resource. Needs `to_resource_name`.',
        schema: {
          type: 'string',
          enum: ['deployment', 'daemonset', 'statefulset', 'pod'],
        },
      },
      ToResourceName: {
        name: 'to_resource_name',
        in: 'query',
        required: false,
        schema: { $ref: '#/components/schemas/ResourceName' },
      },
      ToNamespace: {
        name: 'to_namespace',
        in: 'query',
        required: false,
        description:
          'Namespace of the `to` resource. The tapped one without it.',
        schema: { $ref: '#/components/schemas/NamespaceName' },
      },
      Method: {
        name: 'method',
        in: 'query',
        required: false,
        schema: {
          type: 'string',
          enum: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'],
        },
      },
      Path: {
        name: 'path',
        in: 'query',
        required: false,
        allowReserved: true,
        description: 'Prefix of the path, without the query.',
        schema: {
          type: 'string',
          maxLength: 1024,
          pattern: '^/[\\x21-\\x7e]*$',
        },
      },
      Authority: {
        name: 'authority',
        in: 'query',
        required: false,
        allowReserved: true,
        description:
          'Host, and port where the client sends one, exactly as the client sends it.',
        schema: {
          type: 'string',
          maxLength: 300,
          pattern: '^[A-Za-z0-9\\[\\]:._-]+$',
        },
      },
      Scheme: {
        name: 'scheme',
        in: 'query',
        required: false,
        schema: { type: 'string', enum: ['http', 'https'] },
      },
      MaxRps: {
        name: 'max_rps',
        in: 'query',
        required: false,
        description:
          'Upper bound of the requests per second that the mesh samples over all pods. The configured bound holds too.',
        schema: { type: 'number', minimum: 1, maximum: 1000 },
      },
    },
    responses: {
      ErrorResponse: {
        description: 'An error, with a sentence that says what is wrong.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
          },
        },
      },
    },
    schemas: {
      ClusterName: { type: 'string', minLength: 1, maxLength: 512 },
      NamespaceName: {
        type: 'string',
        maxLength: 63,
        pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      },
      ResourceName: {
        type: 'string',
        maxLength: 253,
        pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
      },
      WorkloadKind: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9]{0,62}$' },
      WorkloadRef: {
        type: 'object',
        required: ['cluster', 'namespace', 'kind', 'name'],
        additionalProperties: false,
        properties: {
          cluster: { $ref: '#/components/schemas/ClusterName' },
          namespace: { $ref: '#/components/schemas/NamespaceName' },
          kind: { $ref: '#/components/schemas/WorkloadKind' },
          name: { $ref: '#/components/schemas/ResourceName' },
        },
      },
      EntityPart: {
        type: 'string',
        maxLength: 63,
        pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
      },
      Error: {
        type: 'object',
        required: ['error', 'response'],
        properties: {
          error: {
            type: 'object',
            required: ['name', 'message'],
            properties: {
              name: { type: 'string' },
              message: { type: 'string' },
            },
          },
          request: {
            type: 'object',
            properties: { method: { type: 'string' }, url: { type: 'string' } },
          },
          response: {
            type: 'object',
            required: ['statusCode'],
            properties: { statusCode: { type: 'number' } },
          },
        },
      },
      Warning: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          cluster: { type: 'string' },
          reason: {
            type: 'string',
            description:
              'Why, as whoever refused said it. Only for viewers who may read clusters.',
          },
          values: {
            type: 'object',
            description:
              'What the message counts and names besides the cluster, for those who say it in another language.',
            additionalProperties: { type: ['string', 'number'] },
          },
          nodeIds: {
            type: 'array',
            description:
              'Ids of the nodes whose own traffic it is about; none of them need be in the answer. Absent where it is about the whole cluster.',
            items: { type: 'string' },
          },
          manifest: {
            type: 'string',
            description: 'YAML for the cluster that gives what is missing.',
          },
        },
      },
      GatewayList: {
        type: 'object',
        required: ['gateways', 'warnings'],
        properties: {
          gateways: {
            type: 'array',
            items: { $ref: '#/components/schemas/MeshGateway' },
          },
          warnings: {
            type: 'array',
            items: { $ref: '#/components/schemas/Warning' },
          },
        },
      },
      MeshGateway: {
        type: 'object',
        required: ['cluster', 'remoteCluster', 'remoteKnown'],
        properties: {
          cluster: { type: 'string' },
          remoteCluster: { type: 'string' },
          remoteKnown: { type: 'boolean' },
          name: { type: 'string' },
          namespace: { type: 'string' },
          alive: {
            type: 'boolean',
            description:
              'Whether its probes are answered. Absent where nothing measures it.',
          },
          latencyMs: { $ref: '#/components/schemas/LatencyStats' },
          mirroredServices: {
            type: 'array',
            items: {
              type: 'object',
              required: ['namespace', 'name'],
              properties: {
                namespace: { type: 'string' },
                name: { type: 'string' },
              },
            },
          },
        },
      },
      Measurement: {
        type: 'object',
        required: ['cluster', 'source', 'windowSeconds'],
        properties: {
          cluster: { type: 'string' },
          source: { type: 'string', enum: ['prometheus', 'proxies', 'none'] },
          windowSeconds: { type: 'number' },
          measuredAt: { type: 'string', format: 'date-time' },
          staleSince: { type: 'string', format: 'date-time' },
          memory: { $ref: '#/components/schemas/SourceMemory' },
        },
      },
      SourceMemory: {
        type: 'object',
        description: 'What a source remembers by itself.',
        required: ['keptSeconds', 'inBackground'],
        properties: {
          keptSeconds: { type: 'number' },
          inBackground: {
            type: 'boolean',
            description:
              'Whether it measures all the time; if not, mostly while somebody looks.',
          },
        },
      },
      MeasuredAnswer: {
        type: 'object',
        required: ['window', 'source', 'measurements', 'warnings'],
        properties: {
          window: { type: 'string' },
          measuredAt: { type: 'string', format: 'date-time' },
          source: {
            type: 'string',
            enum: ['prometheus', 'proxies', 'none', 'mixed'],
          },
          measurements: {
            type: 'array',
            items: { $ref: '#/components/schemas/Measurement' },
          },
          warnings: {
            type: 'array',
            items: { $ref: '#/components/schemas/Warning' },
          },
        },
      },
      LatencyStats: {
        type: 'object',
        description: 'Milliseconds to the first frame of the response.',
        properties: {
          p50: { type: 'number' },
          p95: { type: 'number' },
          p99: { type: 'number' },
          mean: { type: 'number' },
        },
      },
      TrafficStats: {
        type: 'object',
        description: 'What is unknown is absent.',
        properties: {
          requestsPerSecond: { type: 'number' },
          successRate: { type: 'number', minimum: 0, maximum: 1 },
          deniedPerSecond: { type: 'number' },
          latencyMs: { $ref: '#/components/schemas/LatencyStats' },
          tcp: {
            type: 'object',
            properties: {
              openConnections: { type: 'number' },
              readBytesPerSecond: { type: 'number' },
              writeBytesPerSecond: { type: 'number' },
            },
          },
          counts: {
            type: 'object',
            required: ['successes', 'failures'],
            properties: {
              successes: { type: 'number' },
              failures: { type: 'number' },
              requests: { type: 'number' },
            },
          },
          calls: {
            type: 'object',
            description:
              'What callers got after retries; `counts` holds the attempts then.',
            required: ['successes', 'failures'],
            properties: {
              successes: { type: 'number' },
              failures: { type: 'number' },
            },
          },
        },
      },
      MeshedPods: {
        type: 'object',
        required: ['running', 'total'],
        properties: {
          running: { type: 'integer' },
          total: { type: 'integer' },
        },
      },
      ContainerError: {
        type: 'object',
        required: ['pod', 'container', 'image', 'reason', 'message'],
        properties: {
          pod: { type: 'string' },
          container: { type: 'string' },
          image: { type: 'string' },
          reason: { type: 'string' },
          message: { type: 'string' },
          since: { type: 'string', format: 'date-time' },
        },
      },
      TopologyNode: {
        type: 'object',
        required: ['id', 'type', 'cluster', 'kind', 'entityRefs', 'stats'],
        properties: {
          id: { type: 'string' },
          type: {
            type: 'string',
            enum: ['workload', 'service', 'external', 'unmeshed', 'hidden'],
          },
          cluster: { type: 'string' },
          namespace: { type: 'string' },
          kind: { type: 'string' },
          name: { type: 'string' },
          meshIdentity: {
            type: 'string',
            description:
              'On `external`: the caller is in the mesh, and this certified identity is all that is known of it. Only for viewers who may read clusters.',
          },
          meshed: { $ref: '#/components/schemas/MeshedPods' },
          entityRefs: { type: 'array', items: { type: 'string' } },
          stats: { $ref: '#/components/schemas/TrafficStats' },
          mtls: { type: 'string', enum: ['mesh', 'opaque', 'none', 'mixed'] },
          errors: {
            type: 'array',
            items: { $ref: '#/components/schemas/ContainerError' },
          },
          versionSince: { type: 'string', format: 'date-time' },
        },
      },
      TopologyEdge: {
        type: 'object',
        required: ['id', 'source', 'target', 'protocol', 'stats', 'countedBy'],
        properties: {
          id: { type: 'string' },
          source: { type: 'string' },
          target: { type: 'string' },
          protocol: { type: 'string', enum: ['http', 'grpc', 'tcp'] },
          mtls: { type: 'string', enum: ['mesh', 'opaque', 'none', 'mixed'] },
          mtlsShare: { type: 'number' },
          clientIdentity: { type: 'string' },
          serverIdentity: { type: 'string' },
          stats: { $ref: '#/components/schemas/TrafficStats' },
          deniedAmongPerSecond: {
            type: 'number',
            description:
              "Requests per second that the callee's policy refused and that came from one of several callers with the same identity. The edge of each has all of them, and none has them in its stats.",
          },
          countedBy: { type: 'string', enum: ['source', 'target'] },
        },
      },
      Topology: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: ['nodes', 'edges'],
            properties: {
              nodes: {
                type: 'array',
                items: { $ref: '#/components/schemas/TopologyNode' },
              },
              edges: {
                type: 'array',
                items: { $ref: '#/components/schemas/TopologyEdge' },
              },
              focus: { type: 'array', items: { type: 'string' } },
            },
          },
        ],
      },
      GroupLatency: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            properties: {
              inbound: { $ref: '#/components/schemas/LatencyStats' },
            },
          },
        ],
      },
      DependencyEnd: {
        type: 'object',
        required: ['nodeIds', 'name'],
        properties: {
          entityRef: { type: 'string' },
          nodeIds: {
            type: 'array',
            description:
              'Ids of the nodes of topologies that took part. Empty for what was never seen.',
            items: { type: 'string' },
          },
          name: {
            type: 'string',
            description:
              'Empty for what the caller may not see, whose kind is `Hidden`.',
          },
          cluster: { type: 'string' },
          namespace: { type: 'string' },
          kind: { type: 'string' },
        },
      },
      Dependency: {
        type: 'object',
        required: [
          'id',
          'state',
          'source',
          'target',
          'declarations',
          'protocols',
        ],
        properties: {
          id: { type: 'string' },
          state: { type: 'string', enum: ['both', 'undeclared', 'unseen'] },
          source: { $ref: '#/components/schemas/DependencyEnd' },
          target: { $ref: '#/components/schemas/DependencyEnd' },
          declarations: {
            type: 'array',
            items: {
              type: 'object',
              required: ['relation', 'targetRef'],
              properties: {
                relation: {
                  type: 'string',
                  enum: ['dependsOn', 'consumesApis'],
                },
                targetRef: { type: 'string' },
              },
            },
          },
          protocols: {
            type: 'array',
            items: { type: 'string', enum: ['http', 'grpc', 'tcp'] },
          },
          firstSeenAt: { type: 'string', format: 'date-time' },
          lastSeenAt: {
            type: 'string',
            format: 'date-time',
            description: 'To the hour, for calls that are not made now.',
          },
          unseenSince: {
            type: 'string',
            format: 'date-time',
            description: 'For unseen ones, since when a call would be known.',
          },
          stats: { $ref: '#/components/schemas/TrafficStats' },
          suggestion: {
            type: 'object',
            description: 'What would declare it in the catalog.',
            required: ['relation', 'targetRefs'],
            properties: {
              relation: { type: 'string', enum: ['dependsOn', 'consumesApis'] },
              targetRefs: { type: 'array', items: { type: 'string' } },
              editUrl: { type: 'string' },
            },
          },
        },
      },
      DependencyList: {
        type: 'object',
        required: [
          'dependencies',
          'counts',
          'total',
          'retentionDays',
          'measurements',
          'warnings',
        ],
        properties: {
          dependencies: {
            type: 'array',
            maxItems: 500,
            items: { $ref: '#/components/schemas/Dependency' },
          },
          counts: {
            type: 'object',
            description:
              'How many of each state the caller may see, whatever was asked for.',
            required: ['undeclared', 'unseen', 'both'],
            properties: {
              undeclared: { type: 'integer' },
              unseen: { type: 'integer' },
              both: { type: 'integer' },
            },
          },
          total: {
            type: 'integer',
            description: 'How many were asked for, on all pages.',
          },
          nextCursor: {
            type: 'string',
            description:
              'What the next page is asked for with; absent on the last one.',
          },
          rememberedSince: { type: 'string', format: 'date-time' },
          retentionDays: { type: 'integer' },
          measurements: {
            type: 'array',
            items: { $ref: '#/components/schemas/Measurement' },
          },
          warnings: {
            type: 'array',
            items: { $ref: '#/components/schemas/Warning' },
          },
        },
      },
      EntityWorkloads: {
        type: 'object',
        required: ['workloads', 'match', 'warnings'],
        properties: {
          workloads: {
            type: 'array',
            items: {
              type: 'object',
              required: ['cluster', 'namespace', 'kind', 'name', 'id', 'tap'],
              properties: {
                cluster: { type: 'string' },
                namespace: { type: 'string' },
                kind: { type: 'string' },
                name: { type: 'string' },
                id: { type: 'string' },
                entityRef: {
                  type: 'string',
                  description:
                    'The part of the entity that selects it, for entities that are made of parts.',
                },
                meshed: { $ref: '#/components/schemas/MeshedPods' },
                tap: {
                  type: 'object',
                  required: ['allowed'],
                  properties: {
                    allowed: { type: 'boolean' },
                    reason: {
                      type: 'string',
                      enum: [
                        'no-permission',
                        'no-consent',
                        'not-meshed',
                        'disabled',
                        'via-part',
                      ],
                    },
                    message: { type: 'string' },
                  },
                },
              },
            },
          },
          match: {
            type: 'object',
            required: ['selector', 'clusters'],
            properties: {
              selector: { type: 'string' },
              namespace: { type: 'string' },
              clusters: { type: 'array', items: { type: 'string' } },
            },
          },
          warnings: {
            type: 'array',
            items: { $ref: '#/components/schemas/Warning' },
          },
        },
      },
      PeerStats: {
        type: 'object',
        required: ['peer', 'edge'],
        properties: {
          peer: { $ref: '#/components/schemas/TopologyNode' },
          edge: { $ref: '#/components/schemas/TopologyEdge' },
        },
      },
      PodStats: {
        type: 'object',
        required: [
          'name',
          'status',
          'ready',
          'meshed',
          'restarts',
          'createdAt',
          'stats',
        ],
        properties: {
          name: { type: 'string' },
          status: { type: 'string' },
          ready: { type: 'boolean' },
          meshed: { type: 'boolean' },
          restarts: { type: 'integer' },
          createdAt: { type: 'string', format: 'date-time' },
          node: { type: 'string' },
          stats: { $ref: '#/components/schemas/TrafficStats' },
        },
      },
      EntityStats: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: ['workloads'],
            properties: {
              workloads: {
                type: 'array',
                items: {
                  type: 'object',
                  required: [
                    'workload',
                    'inbound',
                    'outbound',
                    'pods',
                    'errors',
                  ],
                  properties: {
                    workload: { $ref: '#/components/schemas/TopologyNode' },
                    inbound: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/PeerStats' },
                    },
                    outbound: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/PeerStats' },
                    },
                    pods: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/PodStats' },
                    },
                    errors: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/ContainerError' },
                    },
                  },
                },
              },
            },
          },
        ],
      },
      PodPeer: {
        type: 'object',
        required: ['peer', 'edge'],
        properties: {
          peer: { $ref: '#/components/schemas/TopologyNode' },
          edge: { $ref: '#/components/schemas/TopologyEdge' },
          pod: { type: 'string' },
        },
      },
      PodTraffic: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: ['workload', 'pod', 'inbound', 'outbound'],
            properties: {
              workload: {
                type: 'object',
                required: ['cluster', 'namespace', 'kind', 'name'],
                properties: {
                  cluster: { type: 'string' },
                  namespace: { type: 'string' },
                  kind: { type: 'string' },
                  name: { type: 'string' },
                },
              },
              pod: { $ref: '#/components/schemas/PodStats' },
              inbound: {
                type: 'array',
                items: { $ref: '#/components/schemas/PodPeer' },
              },
              outbound: {
                type: 'array',
                items: { $ref: '#/components/schemas/PodPeer' },
              },
            },
          },
        ],
      },
      HistorySeries: {
        type: 'object',
        description:
          'One value per step. Null where it was not measured; a list that the source does not have is absent.',
        additionalProperties: {
          type: 'array',
          items: { type: ['number', 'null'] },
        },
      },
      CallHistory: {
        type: 'object',
        required: ['peer', 'series'],
        properties: {
          peer: { $ref: '#/components/schemas/TopologyNode' },
          series: { $ref: '#/components/schemas/HistorySeries' },
        },
      },
      EntityHistory: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: ['stepSeconds', 'times', 'spanSteps', 'workloads'],
            properties: {
              stepSeconds: { type: 'integer', minimum: 60 },
              times: {
                type: 'array',
                description:
                  'Ends of the steps in milliseconds since 1970, oldest first.',
                items: { type: 'integer' },
              },
              spanSteps: {
                type: 'integer',
                description:
                  'So many of the newest steps are the span; as many before them are the span before.',
              },
              workloads: {
                type: 'array',
                items: {
                  type: 'object',
                  required: [
                    'workload',
                    'inbound',
                    'outbound',
                    'callers',
                    'callees',
                    'changes',
                  ],
                  properties: {
                    workload: { $ref: '#/components/schemas/TopologyNode' },
                    inbound: { $ref: '#/components/schemas/HistorySeries' },
                    outbound: { $ref: '#/components/schemas/HistorySeries' },
                    callers: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/CallHistory' },
                    },
                    callees: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/CallHistory' },
                    },
                    changes: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/MeshChange' },
                    },
                    rememberedSince: { type: 'integer' },
                  },
                },
              },
            },
          },
        ],
      },
      MeshChange: {
        type: 'object',
        required: ['kind', 'at', 'name'],
        properties: {
          kind: { type: 'string', enum: ['rollout', 'restart', 'split'] },
          at: { type: 'integer', description: 'Milliseconds since 1970.' },
          nodeId: { type: 'string' },
          name: { type: 'string' },
          detail: {
            type: 'string',
            description:
              'The version that a workload has since, the container that began again, or the weights of a split before and after.',
          },
          before: {
            type: 'string',
            description:
              'The version that a workload had until a rollout, where it was seen.',
          },
        },
      },
      TopologyComparison: {
        type: 'object',
        required: ['before', 'after', 'spreads', 'changes'],
        properties: {
          before: { $ref: '#/components/schemas/Topology' },
          after: { $ref: '#/components/schemas/Topology' },
          spreads: {
            type: 'object',
            description:
              'How much the numbers of a node or an edge usually vary, by its id: the standard deviation of samples of the first window. Absent where there were too few of them.',
            additionalProperties: {
              type: 'object',
              properties: {
                successRate: { type: 'number' },
                requestsPerSecond: { type: 'number' },
                p99: { type: 'number' },
              },
            },
          },
          changes: {
            type: 'array',
            items: { $ref: '#/components/schemas/MeshChange' },
          },
        },
      },
      Timeline: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: [
              'stepSeconds',
              'times',
              'requests',
              'failures',
              'changes',
              'origins',
            ],
            properties: {
              stepSeconds: { type: 'integer', minimum: 30 },
              times: {
                type: 'array',
                description:
                  'Ends of the steps in milliseconds since 1970, oldest first.',
                items: { type: 'integer' },
              },
              requests: {
                type: 'array',
                description:
                  'Answered requests that came in: from callers outside, and those of workloads that nobody calls. Each counts once, however many hops it takes inside.',
                items: { type: ['number', 'null'] },
              },
              failures: {
                type: 'array',
                description: 'Of these, failures.',
                items: { type: ['number', 'null'] },
              },
              changes: {
                type: 'array',
                items: { $ref: '#/components/schemas/MeshChange' },
              },
              origins: {
                type: 'array',
                description:
                  'Workloads that failed because of a call: it explains at least half of their failures, and both rise and fall together.',
                items: {
                  type: 'object',
                  required: ['callerId', 'calleeId', 'explainedShare'],
                  properties: {
                    callerId: { type: 'string' },
                    calleeId: { type: 'string' },
                    explainedShare: {
                      type: 'number',
                      minimum: 0.5,
                      maximum: 1,
                    },
                  },
                },
              },
              rememberedSince: { type: 'integer' },
            },
          },
        ],
      },
      ServiceName: {
        type: 'object',
        description:
          'Empty for those who may read none of the workloads behind it.',
        properties: {
          namespace: { type: 'string' },
          name: { type: 'string' },
          port: { type: 'integer' },
        },
      },
      RouteName: {
        type: 'object',
        required: ['kind', 'name'],
        properties: {
          kind: {
            type: 'string',
            enum: ['ServiceProfile', 'HTTPRoute', 'GRPCRoute', 'default'],
          },
          name: { type: 'string' },
          namespace: { type: 'string' },
        },
      },
      RouteStats: {
        type: 'object',
        required: ['direction', 'route', 'stats'],
        properties: {
          direction: { type: 'string', enum: ['inbound', 'outbound'] },
          route: { $ref: '#/components/schemas/RouteName' },
          service: { $ref: '#/components/schemas/ServiceName' },
          stats: { $ref: '#/components/schemas/TrafficStats' },
          actual: { $ref: '#/components/schemas/TrafficStats' },
          retriesPerSecond: { type: 'number' },
          timeoutsPerSecond: { type: 'number' },
          timeoutMs: { type: 'number' },
          retryable: { type: 'boolean' },
        },
      },
      SplitStats: {
        type: 'object',
        required: ['direction', 'apex', 'by', 'leaves'],
        properties: {
          direction: { type: 'string', enum: ['inbound', 'outbound'] },
          apex: { $ref: '#/components/schemas/ServiceName' },
          by: {
            oneOf: [
              { $ref: '#/components/schemas/RouteName' },
              { type: 'string', enum: ['observed'] },
            ],
          },
          leaves: {
            type: 'array',
            items: {
              type: 'object',
              required: ['service', 'workloads', 'stats'],
              properties: {
                service: { $ref: '#/components/schemas/ServiceName' },
                workloads: {
                  type: 'array',
                  items: { $ref: '#/components/schemas/TopologyNode' },
                },
                weight: { type: 'number', minimum: 0, maximum: 1 },
                share: { type: 'number', minimum: 0, maximum: 1 },
                stats: { $ref: '#/components/schemas/TrafficStats' },
              },
            },
          },
        },
      },
      PolicyServer: {
        type: 'object',
        required: ['name'],
        properties: {
          namespace: { type: 'string' },
          name: { type: 'string' },
          port: { type: 'integer' },
        },
      },
      PolicyRule: {
        type: 'object',
        required: ['server'],
        properties: {
          server: { $ref: '#/components/schemas/PolicyServer' },
          route: { $ref: '#/components/schemas/RouteName' },
          authorization: {
            type: 'object',
            required: ['kind', 'name'],
            properties: {
              kind: { type: 'string' },
              namespace: { type: 'string' },
              name: { type: 'string' },
            },
          },
          admits: { type: 'array', items: { type: 'string' } },
          allowedPerSecond: { type: 'number' },
        },
      },
      PolicyDenial: {
        type: 'object',
        required: ['server', 'reason', 'clients', 'deniedPerSecond'],
        properties: {
          server: { $ref: '#/components/schemas/PolicyServer' },
          route: { $ref: '#/components/schemas/RouteName' },
          reason: { type: 'string', enum: ['not-authorized', 'no-route'] },
          clientIdentity: { type: 'string' },
          clients: {
            type: 'array',
            items: { $ref: '#/components/schemas/TopologyNode' },
          },
          deniedPerSecond: { type: 'number' },
        },
      },
      EntityRules: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: ['workloads'],
            properties: {
              workloads: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['workload', 'routes', 'splits', 'policy'],
                  properties: {
                    workload: { $ref: '#/components/schemas/TopologyNode' },
                    routes: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/RouteStats' },
                    },
                    splits: {
                      type: 'array',
                      items: { $ref: '#/components/schemas/SplitStats' },
                    },
                    policy: {
                      type: 'object',
                      required: ['rules', 'denials'],
                      properties: {
                        rules: {
                          type: 'array',
                          items: { $ref: '#/components/schemas/PolicyRule' },
                        },
                        denials: {
                          type: 'array',
                          items: { $ref: '#/components/schemas/PolicyDenial' },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        ],
      },
      EntityExplanation: {
        type: 'object',
        required: ['workloads'],
        properties: {
          workloads: {
            type: 'array',
            items: {
              allOf: [
                { $ref: '#/components/schemas/ExplainedMeasurement' },
                {
                  type: 'object',
                  required: ['id'],
                  properties: { id: { type: 'string' } },
                },
              ],
            },
          },
        },
      },
      GroupExplanation: {
        type: 'object',
        required: ['clusters'],
        properties: {
          clusters: {
            type: 'array',
            items: { $ref: '#/components/schemas/ExplainedMeasurement' },
          },
        },
      },
      ExplainedMeasurement: {
        type: 'object',
        required: ['cluster', 'source', 'windowSeconds', 'numbers'],
        properties: {
          cluster: { type: 'string' },
          source: { type: 'string', enum: ['prometheus', 'proxies', 'none'] },
          sourceDescription: { type: 'string' },
          windowSeconds: { type: 'number' },
          measuredAt: { type: 'string', format: 'date-time' },
          scrapeIntervalSeconds: { type: 'number' },
          numbers: {
            type: 'array',
            items: {
              type: 'object',
              required: ['number', 'subject', 'queries', 'formula', 'leftOut'],
              properties: {
                number: {
                  type: 'string',
                  enum: [
                    'requests',
                    'success',
                    'failures',
                    'denied',
                    'latency',
                    'connections',
                    'bytes',
                    'meshed',
                    'mtls',
                    'routes',
                    'splits',
                    'allowed',
                    'timeLimit',
                  ],
                },
                subject: {
                  type: 'string',
                  enum: ['workload', 'pod', 'inbound', 'outbound'],
                },
                queries: { type: 'array', items: { type: 'string' } },
                formula: { type: 'string' },
                counts: { type: 'string', enum: ['attempts', 'calls'] },
                leftOut: { type: 'array', items: { type: 'string' } },
              },
            },
          },
        },
      },
      ClusterList: {
        type: 'object',
        required: ['clusters'],
        properties: {
          clusters: {
            type: 'array',
            items: { $ref: '#/components/schemas/ClusterInfo' },
          },
        },
      },
      ClusterInfo: {
        type: 'object',
        required: ['name', 'state', 'metrics', 'tap'],
        properties: {
          name: { type: 'string' },
          title: { type: 'string' },
          state: {
            type: 'string',
            enum: [
              'connecting',
              'ready',
              'stale',
              'unreachable',
              'unsupported',
              'disabled',
            ],
          },
          reason: { type: 'string' },
          since: { type: 'string', format: 'date-time' },
          kubernetesVersion: { type: 'string' },
          mesh: {
            type: 'object',
            required: ['id', 'controlPlaneNamespace', 'clusterName'],
            properties: {
              id: { type: 'string' },
              version: { type: 'string' },
              controlPlaneNamespace: { type: 'string' },
              clusterName: { type: 'string' },
            },
          },
          metrics: {
            type: 'object',
            required: ['source', 'steps'],
            properties: {
              source: {
                type: 'string',
                enum: ['prometheus', 'proxies', 'none'],
              },
              description: { type: 'string' },
              scrapeIntervalSeconds: { type: 'number' },
              steps: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['step', 'outcome'],
                  properties: {
                    step: {
                      type: 'string',
                      enum: [
                        'configuration',
                        'annotation',
                        'viz-service',
                        'proxies',
                      ],
                    },
                    outcome: {
                      type: 'string',
                      enum: ['used', 'failed', 'skipped'],
                    },
                    reason: { type: 'string' },
                    manifest: { type: 'string' },
                  },
                },
              },
              nextLookAt: { type: 'string', format: 'date-time' },
            },
          },
          tap: {
            type: 'object',
            required: ['enabled'],
            properties: {
              enabled: { type: 'boolean' },
              reason: { type: 'string' },
            },
          },
          pods: {
            type: 'object',
            required: ['meshed', 'total'],
            properties: {
              meshed: { type: 'integer' },
              total: { type: 'integer' },
            },
          },
        },
      },
      SvcMeshStat: {
        type: 'object',
        required: ['id', 'timeWindow', 'resource'],
        properties: {
          id: { type: 'string' },
          workloadId: { type: 'string' },
          link: { type: 'string' },
          timeWindow: { type: 'string' },
          status: { type: 'string' },
          resource: {
            type: 'object',
            required: ['type'],
            properties: {
              namespace: { type: 'string' },
              type: { type: 'string' },
              name: { type: 'string' },
            },
          },
          meshedPodCount: { type: 'integer' },
          runningPodCount: { type: 'integer' },
          failedPodCount: { type: 'integer' },
          basicStat: {
            type: 'object',
            properties: {
              successCount: { type: 'number' },
              failureCount: { type: 'number' },
              latencyMsP50: { type: 'number' },
              latencyMsP95: { type: 'number' },
              latencyMsP99: { type: 'number' },
              actualSuccessCount: { type: 'number' },
              actualFailureCount: { type: 'number' },
            },
          },
          tcpStat: {
            type: 'object',
            properties: {
              openConnections: { type: 'number' },
              readBytesTotal: { type: 'number' },
              writeBytesTotal: { type: 'number' },
            },
          },
          trafficSplitStat: {
            type: 'object',
            required: ['apex', 'leaf', 'weight'],
            properties: {
              apex: { type: 'string' },
              leaf: { type: 'string' },
              weight: { type: 'string' },
            },
          },
          podErrors: {
            type: 'array',
            items: {
              type: 'object',
              required: ['podName', 'errors'],
              properties: {
                podName: { type: 'string' },
                errors: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['message', 'container', 'image', 'reason'],
                    properties: {
                      message: { type: 'string' },
                      container: { type: 'string' },
                      image: { type: 'string' },
                      reason: { type: 'string' },
                    },
                  },
                },
              },
            },
          },
        },
      },
      SvcMeshPod: {
        type: 'object',
        required: ['id', 'stat'],
        properties: {
          id: { type: 'string' },
          stat: { $ref: '#/components/schemas/SvcMeshStat' },
          inbound: {
            type: 'array',
            items: { $ref: '#/components/schemas/SvcMeshStat' },
          },
          outbound: {
            type: 'array',
            items: { $ref: '#/components/schemas/SvcMeshStat' },
          },
        },
      },
      SvcMeshWorkload: {
        type: 'object',
        required: ['id', 'stat'],
        properties: {
          id: { type: 'string' },
          groupId: { type: 'string', pattern: '^[0-9a-f]{64}$' },
          destinations: { type: 'array', items: { type: 'string' } },
          stat: { $ref: '#/components/schemas/SvcMeshStat' },
          inbound: {
            type: 'array',
            items: { $ref: '#/components/schemas/SvcMeshStat' },
          },
          outbound: {
            type: 'array',
            items: { $ref: '#/components/schemas/SvcMeshStat' },
          },
          pods: {
            type: 'array',
            items: { $ref: '#/components/schemas/SvcMeshPod' },
          },
        },
      },
      SvcMeshWorkloadList: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          {
            type: 'object',
            required: ['data'],
            properties: {
              data: {
                type: 'array',
                items: { $ref: '#/components/schemas/SvcMeshWorkload' },
              },
            },
          },
        ],
      },
      SvcMeshWorkloadAnswer: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          { $ref: '#/components/schemas/SvcMeshWorkload' },
        ],
      },
      SvcMeshPodAnswer: {
        allOf: [
          { $ref: '#/components/schemas/MeasuredAnswer' },
          { $ref: '#/components/schemas/SvcMeshPod' },
        ],
      },
      TapAddress: {
        type: 'object',
        description:
          'One end of a request. A peer that the caller may not read has an `ip` out of 240.0.0.0/4, which nobody has: the same one for the same peer of a tapped workload, as long as the backend runs. Its `port` is 0 where it is the one who calls.',
        required: ['ip', 'port'],
        properties: { ip: { type: 'string' }, port: { type: 'integer' } },
      },
      TapMeta: {
        type: 'object',
        required: ['labels'],
        properties: {
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          link: { type: 'string' },
        },
      },
      TapRequestId: {
        type: 'object',
        required: ['base', 'stream'],
        properties: { base: { type: 'integer' }, stream: { type: 'integer' } },
      },
      TapDuration: {
        type: 'object',
        required: ['seconds', 'nanos'],
        properties: {
          seconds: { type: 'integer' },
          nanos: { type: 'integer' },
        },
      },
      TapHeaders: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string' },
            value: { type: 'string' },
            redacted: { type: 'boolean' },
          },
        },
      },
      TapEvent: {
        type: 'object',
        required: [
          'source',
          'destination',
          'sourceMeta',
          'destinationMeta',
          'routeMeta',
          'proxyDirection',
          'event',
          'receivedAt',
        ],
        properties: {
          source: { $ref: '#/components/schemas/TapAddress' },
          destination: { $ref: '#/components/schemas/TapAddress' },
          sourceMeta: { $ref: '#/components/schemas/TapMeta' },
          destinationMeta: { $ref: '#/components/schemas/TapMeta' },
          routeMeta: { $ref: '#/components/schemas/TapMeta' },
          proxyDirection: {
            type: 'string',
            enum: ['INBOUND', 'OUTBOUND', 'UNKNOWN'],
          },
          receivedAt: { type: 'integer' },
          event: {
            type: 'object',
            description: 'Exactly one of the three.',
            properties: {
              requestInit: {
                type: 'object',
                required: [
                  'id',
                  'method',
                  'scheme',
                  'authority',
                  'path',
                  'headers',
                ],
                properties: {
                  id: { $ref: '#/components/schemas/TapRequestId' },
                  method: { type: 'string' },
                  scheme: { type: 'string' },
                  authority: {
                    type: 'string',
                    description:
                      'Empty where it would name a peer that the caller may not read.',
                  },
                  path: { type: 'string' },
                  headers: { $ref: '#/components/schemas/TapHeaders' },
                },
              },
              responseInit: {
                type: 'object',
                required: ['id', 'sinceRequestInit', 'httpStatus', 'headers'],
                properties: {
                  id: { $ref: '#/components/schemas/TapRequestId' },
                  sinceRequestInit: {
                    $ref: '#/components/schemas/TapDuration',
                  },
                  httpStatus: { type: 'integer' },
                  headers: { $ref: '#/components/schemas/TapHeaders' },
                },
              },
              responseEnd: {
                type: 'object',
                required: ['id', 'sinceRequestInit', 'trailers'],
                properties: {
                  id: { $ref: '#/components/schemas/TapRequestId' },
                  sinceRequestInit: {
                    $ref: '#/components/schemas/TapDuration',
                  },
                  sinceResponseInit: {
                    $ref: '#/components/schemas/TapDuration',
                  },
                  responseBytes: { type: 'number' },
                  eos: {
                    type: 'object',
                    properties: {
                      grpcStatusCode: { type: 'integer' },
                      resetErrorCode: { type: 'integer' },
                    },
                  },
                  trailers: { $ref: '#/components/schemas/TapHeaders' },
                },
              },
            },
          },
        },
      },
      TapExport: {
        type: 'object',
        required: ['target', 'query', 'rows'],
        additionalProperties: false,
        properties: {
          target: { $ref: '#/components/schemas/WorkloadRef' },
          query: {
            type: 'object',
            description:
              'What was asked of the mesh, as in the query of the tap.',
            additionalProperties: false,
            properties: {
              to_resource_type: {
                type: 'string',
                enum: ['deployment', 'daemonset', 'statefulset', 'pod'],
              },
              to_resource_name: { $ref: '#/components/schemas/ResourceName' },
              to_namespace: { $ref: '#/components/schemas/NamespaceName' },
              method: {
                type: 'string',
                enum: [
                  'GET',
                  'POST',
                  'PUT',
                  'DELETE',
                  'PATCH',
                  'HEAD',
                  'OPTIONS',
                ],
              },
              path: {
                type: 'string',
                maxLength: 1024,
                pattern: '^/[\\x21-\\x7e]*$',
              },
              authority: {
                type: 'string',
                maxLength: 300,
                pattern: '^[A-Za-z0-9\\[\\]:._-]+$',
              },
              scheme: { type: 'string', enum: ['http', 'https'] },
              max_rps: { type: 'number', minimum: 1, maximum: 1000 },
            },
          },
          rows: {
            type: 'integer',
            description: 'Requests in the file.',
            minimum: 0,
            maximum: 1000000,
          },
        },
      },
    },
  },
} as const;
