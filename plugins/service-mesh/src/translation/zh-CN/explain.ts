/** Words of "explain this number", in Simplified Chinese. */
export const explainZhCn = {
  explain: {
    hint: '此数字的由来',
    loading: '正在查询此数字的来源…',
    none: '后端没有关于此数字的说明。',
    source: '数据源',
    window: '时间窗口',
    windowOf: '{{duration}}{{scrapes}}',
    scrapes: '，每 {{duration}}采样一次',
    measuredAt: '测量时间',
    leftOut: '不包括',
    inCluster: '集群 {{cluster}}',
    group: {
      none: '没有调用进入该组，因此没有可相加的数字。',
      calls_other: '共有 {{count}} 个调用进入该组，最繁忙的在前：',
      call: '{{caller}} → {{callee}}',
    },
    copy: '复制查询',
    alike:
      '没有目录实体选中 {{name}}。这里说明的是 {{of}} 的同一数字的由来：只有工作负载的标签不同。',
    steps_other: '查询历史中的 {{count}} 个步长，每步 {{duration}}。',
    derived: {
      answers: '所有得到应答的调用：同一计数器中的成功与失败之和。',
      timeouts: '失败之中达到时间限制的次数（在网格指明错误时）。',
      unreachable:
        '失败之中无人应答的次数（快速失败、负载丢弃；在网格指明错误时）。',
      explained:
        '每一步取两者中较小的一个：工作负载自身的失败，以及对该被调用方的调用失败。各步相加 ÷ 工作负载自身的失败。调用失败的由来：',
      together:
        '两种失败在各步之间的相关系数：同升同降时为 1。调用失败的由来：',
    },
    counted: {
      attempts: '在此窗口内：成功 {{successes}} 次，失败 {{failures}} 次。',
      calls: '重试之后：成功 {{successes}} 次，失败 {{failures}} 次。',
    },
    sides: {
      workload:
        '由此工作负载自己计数，包含它的所有调用方。调用方的计数可能不同：它还知道没有到达这里的调用和它放弃的调用，并且另有重试之后的数字。',
      inbound:
        '由调用方的代理（如果有）计数，只含它的调用。工作负载自己的数字可能不同：其中包含所有调用方的调用，但没有未到达的调用。',
      outbound:
        '由调用方计数。被调用方自己的数字可能不同：其中包含它的所有调用方的调用，但没有未到达的调用和调用方放弃的调用。',
    },
    counts: {
      attempts: '统计的是尝试次数：重试的调用计两次。',
      calls: '统计的是重试之后的调用：调用方最终得到的结果。',
    },
    numbers: {
      requests: '请求',
      success: '成功率',
      failures: '失败',
      denied: '被策略拒绝',
      latency: '延迟',
      connections: '连接',
      bytes: '字节',
      meshed: '网格中的 Pod',
      mtls: '加密',
      routes: '路由',
      splits: '流量拆分',
      allowed: '策略允许的请求',
      timeLimit: '超时设置',
      answers: '调用',
      timeouts: '超时',
      unreachable: '无人应答',
      explained: '可解释',
      together: '同步性',
    },
    subjects: {
      workload: '它所回答的请求',
      pod: '单个 Pod',
      inbound: '它收到的调用',
      outbound: '它发出的调用',
      group: '进入该组的调用',
    },
  },
} as const;
