import { HumanDuration } from '@backstage/types';

export interface Config {
  serviceMesh?: {
    /**
     * Ask nothing of any cluster: no watch, no query, no tap. Holds a second after the file is changed, without a restart, as do
     * `clusters[].paused`, `clusters[].tap`, `clusters[].metrics.proxies`, `clusters[].metrics.budget` and `tap.enabled`. Defaults to false.
     */
    paused?: boolean;

    /**
     * Settings of single clusters. A cluster of `kubernetes.clusterLocatorMethods` that is not listed here has the defaults.
     */
    clusters?: Array<{
      /**
       * Name of the cluster as in the configuration of the Kubernetes plugin. Any string: ARNs too.
       */
      name: string;
      /**
       * Whether the plugin looks at this cluster. Defaults to true.
       */
      enabled?: boolean;
      /**
       * Ask nothing of this cluster. Holds without a restart. Defaults to false.
       */
      paused?: boolean;
      /**
       * Which mesh runs in it: `auto` (the default) looks for one; otherwise the id of a mesh, such as `linkerd`.
       */
      mesh?: string;
      /**
       * What the mesh itself calls this cluster, where several are linked.
       */
      meshClusterName?: string;
      /**
       * Absolute path of a file with the bearer token for this cluster. It is read again as it rotates, and wins over
       * `serviceAccountToken` of the Kubernetes plugin.
       */
      tokenFile?: string;
      namespaces?: {
        /**
         * Only these namespaces are looked at, and the cluster is asked for each of them alone: a Role in each is enough. Defaults to all.
         */
        include?: string[];
        /**
         * Namespaces that are left out. Defaults to `kube-system`. The mesh's own are left out of topology and stats anyway.
         */
        exclude?: string[];
      };
      /**
       * Where Linkerd's own parts are, if not where its charts put them.
       */
      linkerd?: {
        /** Namespace of the control plane. Defaults to `linkerd`. */
        namespace?: string;
        /** Namespace of the viz extension. Defaults to `linkerd-viz`. */
        vizNamespace?: string;
        /** Defaults to `cluster.local`. */
        clusterDomain?: string;
        /** Trust domain of identities. Defaults to `cluster.local`. */
        trustDomain?: string;
      };
      metrics?: {
        /**
         * Where numbers come from. `auto` (the default): what is configured here, else the Prometheus that Linkerd viz is told of, else
         * the one of viz, else the proxies themselves where they are few, else none.
         */
        source?: 'auto' | 'prometheus' | 'proxies' | 'none';
        /**
         * Where proxies may be read directly. Holds without a restart.
         */
        proxies?: {
          /** Defaults to true. */
          enabled?: boolean;
          /** Namespaces whose proxies are not read. */
          excludedNamespaces?: string[];
        };
        /**
         * The most that each instance of the portal asks in a minute. What is beyond it is not asked: the last numbers stay, marked as stale.
         * Holds without a restart.
         */
        budget?: {
          /** Queries to Prometheus. Defaults to 1200. */
          queriesPerMinute?: number;
          /** Requests to proxies. Defaults to 6000. */
          scrapesPerMinute?: number;
        };
        /**
         * A Prometheus, Thanos, Mimir or VictoriaMetrics. Either `url` or `service`.
         */
        prometheus?: {
          /** Base URL, without credentials and without a query. */
          url?: string;
          /**
           * A Service in the cluster, reached through the API server. The account of the plugin needs `get` on `services/proxy`.
           */
          service?: {
            namespace: string;
            name: string;
            /** Number or name of the port. */
            port: number | string;
            /** Defaults to `http`. */
            scheme?: 'http' | 'https';
            /** Base path behind the Service. */
            path?: string;
          };
          /**
           * Labels that tell this cluster from others in the same Prometheus; put into every selector.
           */
          matchers?: { [label: string]: string };
          /**
           * Parameters added to every query, such as `dedup: "true"` for Thanos.
           */
          params?: { [name: string]: string };
          /**
           * Headers of every request, such as `X-Scope-OrgID`.
           *
           * @deepVisibility secret
           */
          headers?: { [name: string]: string };
          /**
           * Bearer token.
           *
           * @visibility secret
           */
          token?: string;
          /**
           * Absolute path of a file with a bearer token, read again as it rotates.
           */
          tokenFile?: string;
          basicAuth?: {
            username: string;
            /**
             * @visibility secret
             */
            password: string;
          };
          /** Certificate authority, PEM. */
          caData?: string;
          /** Absolute path of a certificate authority, PEM. */
          caFile?: string;
          /** Do not check the certificate. Defaults to false. */
          skipTLSVerify?: boolean;
          /**
           * Names of the labels for a pod's namespace and name, where the scrape configuration renames them.
           */
          labels?: {
            /** Defaults to `namespace`. */
            namespace?: string;
            /** Defaults to `pod`. */
            pod?: string;
          };
          /** Longest time for one query. Defaults to 10 seconds. */
          timeout?: string | HumanDuration;
          /** Queries in flight at once. Defaults to 4. */
          maxConcurrent?: number;
        };
      };
      /**
       * The time before somebody opens a page. A Prometheus remembers it. Proxies that are read directly do not: without this their history
       * begins when somebody looks, and charts and causes need some twelve minutes.
       */
      history?: {
        /**
         * Read proxies, and the weights of traffic splits, also while nobody looks, and keep the last hour. Costs one scrape of each proxy
         * (some 10 KB, compressed) per interval, as if somebody looked all the time, and memory: at most 2 MB of numbers per proxy and the
         * labels of its series, so some 400 MB for the 200 proxies that can be read at most, and as much again for each 200 pods that ended
         * within the hour. Of a proxy with very many series less than an hour is kept. Defaults to false.
         */
        enabled?: boolean;
        /** Time between two rounds, from 15 seconds to 2 minutes. Defaults to 1 minute. */
        interval?: string | HumanDuration;
      };
      tap?: {
        /** Whether this cluster may be tapped. Defaults to true; `serviceMesh.tap.enabled` is asked first. Holds without a restart. */
        enabled?: boolean;
        /**
         * As whom the cluster is asked: `service-account`, the portal's own (the default), or `user`, the signed-in user. Then Kubernetes is
         * asked about each viewer (SubjectAccessReview), and the portal's account needs `impersonate` for these users and groups.
         */
        identity?: 'service-account' | 'user';
        /** Only with `identity: user`. */
        impersonation?: {
          /**
           * What the user is called in Kubernetes, made of the user's entity in the catalog: `{name}`, `{namespace}`, `{email}`,
           * `{annotation:<key>}` and text between them. Whoever may write the entity decides it.
           */
          user: string;
          /** Groups in Kubernetes that the user is put into. No others are. */
          groups?: Array<{
            /** May not begin with `system:`. */
            name: string;
            /** Only members of this group of the catalog, such as `group:default/team-video`. Everybody without it. */
            memberOf?: string;
          }>;
        };
        /** Namespaces that may not be tapped. Holds without a restart. */
        excludedNamespaces?: string[];
      };
    }>;

    /**
     * The memory of who calls whom, beside which the catalog's declared dependencies are put. It is one small table in the plugin's own
     * database, which one instance of the portal writes at a time.
     */
    dependencies?: {
      /** Whether calls are remembered. Defaults to true; without it only the calls of now are compared. */
      enabled?: boolean;
      /** Between two looks at who calls whom, from 1 minute to 1 hour. Defaults to 5 minutes. */
      interval?: string | HumanDuration;
      /** After which a call that is not seen again is forgotten, at least 1 day. Defaults to 90 days. */
      retention?: string | HumanDuration;
    };

    /**
     * Several instances of the portal.
     */
    replicas?: {
      /**
       * Whether they share what they ask clusters: one asks, and all show the same numbers. It takes a `backend.cache.store` that all of them
       * reach (`redis`, `valkey`, `memcache`, `infinispan`) and one PostgreSQL; without these each asks by itself. Defaults to true.
       */
      share?: boolean;
    };

    /**
     * When a workload counts as healthy.
     *
     * @deepVisibility frontend
     */
    health?: {
      /** Percent of successful responses from which a workload is healthy. Defaults to 99. */
      healthy?: number;
      /** Percent from which it is degraded; below it is failing. Defaults to 95. */
      degraded?: number;
      /** Responses in a window that a judgement needs. Defaults to 10. */
      minRequests?: number;
    };

    /**
     * Live tap: single requests with their headers.
     */
    tap?: {
      /**
       * Whether anybody may tap. Without it: on where `permission.enabled` is true, off where Backstage would allow it to everybody. Holds
       * without a restart.
       */
      enabled?: boolean;
      /** Serve taps over WebSocket beside Server-Sent Events. Defaults to true. */
      webSocket?: boolean;
      /** Open taps of one user. Defaults to 5. */
      maxPerUser?: number;
      /** Open taps of one cluster. Defaults to 50. */
      maxPerCluster?: number;
      /** A tap is ended after this time. Defaults to 30 minutes. */
      maxLifetime?: string | HumanDuration;
      /** How often it is checked whether the viewer of an open tap may still see it. Defaults to 3 minutes. */
      recheckInterval?: string | HumanDuration;
      /** Most requests per second that one tap may ask the mesh for. Defaults to 100. */
      maxRps?: number;
      /**
       * Names of headers whose values may be shown beside the built-in ones (`:method`, `:status`, `:path` without its query, content-*,
       * user-agent, grpc-*, request and trace ids). `x-team-*` stands for all that begin so.
       */
      allowedHeaders?: string[];
      /**
       * Paths of which segments are masked before anybody sees them, records them or filters by them. `/users/{id}` shows `/users/42/orders`
       * as `/users/{id}/orders`. `*` stands for any segment, which is shown; `{name...}`, at the end, for all that follows; `/**` at the
       * beginning lets a pattern fit anywhere in a path. `{number}`, `{uuid}` and `{email}` mask only what looks so: `/**` + `/{email}`.
       */
      maskedPaths?: string[];
      /** Names of query parameters that may be seen. Defaults to none: queries are cut off. */
      allowedQueryParameters?: string[];
      /**
       * An annotation proves nothing about who owns a workload, so a tap through an entity needs the workload's consent: its pods carry the
       * label `backstage.io/kubernetes-id` with the entity's id, or what is said here.
       */
      consent?: {
        /** Let entities tap what they match by `backstage.io/kubernetes-label-selector` alone. Defaults to false. */
        selectorMatches?: boolean;
        /** Namespaces that belong to one owner: its entities may tap what they select there. */
        namespaceOwners?: Array<{
          /** Defaults to every cluster. */
          cluster?: string;
          namespace: string;
          /** Entity reference, such as `group:default/team-video`. */
          owner: string;
        }>;
      };
    };
  };
}
