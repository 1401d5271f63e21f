/** Words of the empty, partial and broken states, in Simplified Chinese. */
export const statesZhCn = {
  states: {
    loading: {
      title: '{{name}}：正在查询各集群…',
      titleClusters: '{{name}}：正在查询 {{clusters}}…',
      slow: '{{duration}}后仍未收到 {{clusters}} 的回答。',
      slowUnknown: '{{duration}}后仍未收到回答。',
    },
    notAnnotated: {
      title: '此组件没有说明它在哪里运行',
      text: '在它的 catalog-info.yaml 中加一行即可。Kubernetes 标签页使用同一行。',
      edit: '编辑 catalog-info.yaml',
    },
    noWorkload: {
      title: '没有与 {{name}} 匹配的工作负载',
      unknown: '目前不知道 {{name}} 有什么在运行',
      text: '已在 {{clusters}} 中查找 Pod，条件是',
      textNamespace:
        '已在 {{clusters}} 的命名空间 {{namespace}} 中查找 Pod，条件是',
      noClusters: '零个集群',
      tail: '目前那里没有带此标签的 Pod。',
      again: '再次查找',
    },
    notMeshed: {
      titleSome_other: '{{total}} 个 Pod 中有 {{count}} 个不在网格中',
      titleAll: '{{name}} 的 Pod 都不在网格中',
      text: '它们没有代理，因此其流量不被统计。请为命名空间或工作负载开启注入，然后重启：',
      textTap:
        '它们没有代理，因此没有可监听的内容。请为命名空间或工作负载开启注入，然后重启：',
      textSome:
        '没有代理，流量就不被统计。其他 Pod 已有代理：重启工作负载后全部都会有。',
      more: '以及另外 {{amount}} 个',
      copy: '复制',
    },
    noTraffic: {
      title: '{{when}}没有人调用 {{name}}',
      text: '{{total}} 个 Pod 中有 {{meshed}} 个在网格中并被测量，所以这是真正的零。',
      longer: '显示 {{window}}',
      tap: '用实时监听等待',
    },
    noMetrics: {
      title: '没有数据：集群 {{cluster}} 无人测量',
      text: '图中显示有谁存在，而不显示运行得如何。',
      again: '重试',
      tried: '{{step}}：{{reason}}',
      steps: {
        configuration: '配置',
        annotation: '网格的注解',
        vizService: '网格的 Prometheus',
        proxies: '代理',
      },
      copy: '复制用于开放访问的清单',
    },
    window: {
      ofCluster: '{{cluster}}：{{text}}',
      widened:
        '测量时间为 {{measured}}，而不是 {{asked}}：读取代理的间隔不足以测量更短的时间。',
      filling: {
        prometheus:
          '测量时间为 {{measured}}，而不是 {{asked}}：Prometheus 没有此集群更早的记录。',
        proxies:
          '测量时间为 {{measured}}，而不是 {{asked}}：没有 Prometheus 时，主要在有人查看时读取代理，保留 {{kept}}。',
        proxiesAlways:
          '测量时间为 {{measured}}，而不是 {{asked}}：没有 Prometheus 时，插件自行读取代理，无人查看时也会读取，保留 {{kept}}。',
        none: '测量时间为 {{measured}}，而不是 {{asked}}：数据源没有更早的记录。',
      },
    },
    warnings: {
      'cluster-paused':
        '集群 {{cluster}} 已被管理员暂停：不会向它查询任何内容。',
      'cluster-unreachable':
        '目前无法读取集群 {{cluster}}：缺少其中运行的内容或其数据。',
      'gateways-unmeasured':
        '不知道集群 {{cluster}} 使用的网关是否存活：请让 Prometheus 抓取 service mirror，或允许门户的账户读取其 Pod（pods/proxy）。',
      'inventory-stale':
        '集群 {{cluster}} 显示的是之前的状态：目前无法读取其 API 服务器，正在不断重试。',
      'links-unreadable':
        '无法读取集群 {{cluster}} 的 Link：没有镜像 Service 的网关不会显示。',
      'metric-missing': '无法查询 {{metric}}：由它统计的内容未知。',
      'metrics-unavailable': '集群 {{cluster}} 没有数据：测量来源没有应答。',
      'no-cluster': '实体指定了集群 {{wanted}}，但该集群没有配置或无法使用。',
      'no-history': '集群 {{cluster}} 的网格不提供随时间变化的数据。',
      'no-mesh': '在集群 {{cluster}} 中没有找到网格：其工作负载不带数据显示。',
      'no-metrics-source':
        '没有来源测量集群 {{cluster}}：没有可查询的 Prometheus，也没有可读取的代理。',
      'not-allowed':
        '集群 {{cluster}} 被略去：您无权查看其中所请求的任何内容。',
      'not-remembered': 'Prometheus 没有 {{before}} 之前的记录。',
      'partial-data':
        'Prometheus 只应答了一部分：集群 {{cluster}} 的数据可能有缺失。',
      'prometheus-needed':
        '只测量了此组件周围的部分：集群 {{cluster}} 的代理太多，无法逐个读取，需要 Prometheus。',
      'proxies-forbidden':
        '{{total}} 个代理中有 {{failed}} 个没有被读取：门户的账户无权读取每个命名空间的代理（pods/proxy）。数据中缺少它们的调用。',
      'proxies-unreachable':
        '{{total}} 个代理中有 {{failed}} 个无法读取：数据中缺少它们的调用。',
      'rules-forbidden':
        '无法在实际情况旁显示配置：门户的账户无权列出 {{resources}}。',
      'rules-unavailable':
        '集群 {{cluster}} 没有路由和策略的数据：测量来源没有应答。',
      'rules-unreadable': '无法在实际情况旁显示配置：无法列出 {{resources}}。',
      'spreads-unknown':
        '不知道数据通常的波动幅度：比较了 {{workloads}} 个工作负载，而最多只查询 {{limit}} 个。细微差异可能是偶然的。请选择部分命名空间，以减少比较的数量。',
      stale: '集群 {{cluster}} 的数据已停止更新：测量来源没有应答。',
      'too-many-parts':
        '没有显示 {{entity}} 的所有部分，因为数量太多：请查看其中之一，或查看网格页面。',
      'unknown-cluster': '集群 {{cluster}} 已不存在：请选择另一个。',
    },
    partial: {
      title: '缺少 {{cluster}}。',
      since: '自 {{time}} 起',
      reasonSince: '{{reason}}，自 {{time}} 起。',
      rest: '所有数据仅来自 {{clusters}}。',
      notice: '关于这些数据',
    },
    stale: {
      text: '数据停在 {{time}}。',
      textUnknown: '屏幕上的数据是旧的。',
      next: '{{duration}}后再次尝试。',
      now: '正在尝试。',
      again: '立即尝试',
    },
    forbidden: {
      title: '您无权查看 {{name}} 的网格数据',
      text: '需要权限',
      owner: '它属于 {{owner}}；其成员和平台团队可以查看。',
      noOwner: '请向平台团队申请。',
    },
    error: {
      title: '服务网格没有回答',
      titleNotFound: '服务网格后端不认识 {{name}}',
      text: '服务网格后端回答 {{status}}：{{reason}}',
      textNetwork: '无法连接服务网格后端：{{reason}}',
      kept: '屏幕上的内容（包括筛选条件）都会保留。',
      request: '请求 {{id}} · {{time}}',
      again: '重试',
      copy: '复制详情',
    },
    nothingFound: {
      title: '没有与“{{query}}”匹配的工作负载',
      text: '{{amount}} 个被筛选条件隐藏。',
      clear: '清除筛选',
    },
  },
} as const;
