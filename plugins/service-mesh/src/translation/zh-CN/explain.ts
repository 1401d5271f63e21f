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
    copy: '复制查询',
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
    },
    subjects: {
      workload: '它所回答的请求',
      pod: '单个 Pod',
      inbound: '它收到的调用',
      outbound: '它发出的调用',
    },
  },
} as const;
