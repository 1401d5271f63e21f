/** The sentence that a screen opens with, in Simplified Chinese. */
export const verdictZhCn = {
  period: {
    last: '最近 {{window}}内',
    between: '{{from}} 至 {{to}}之间',
  },
  verdict: {
    since: '自 {{time}} 起',
    calls: {
      errors: '{{when}}，{{self}} 对 {{callee}} 的调用有 {{share}} 失败',
      timeouts:
        '{{when}}，{{self}} 对 {{callee}} 的调用有 {{share}} 没有及时得到回答',
      refused: '{{when}}，{{callee}} 对 {{self}} 的 {{share}} 调用不接受连接',
      denied: '{{when}}，{{callee}} 拒绝了 {{self}} 的 {{share}} 调用',
      noEndpoints:
        '{{callee}} 后面没有任何端点：{{when}}，{{self}} 的调用有 {{share}} 失败',
    },
    so: '{{clause}}，因此这里有 {{share}} 的请求失败。',
    stop: '{{clause}}。',
    also: '{{when}}，{{self}} 有 {{share}} 的请求失败；它还调用 {{callee}}，其中 {{calls}} 的调用失败。',
    mostly:
      '{{when}}，{{self}} 有 {{share}} 的请求失败。这些失败中有 {{explained}} 与它对 {{callee}} 的失败调用同时出现：对后者的调用有 {{calls}} 失败。',
    blind: '原因也可能在网格看不到的地方：TCP 连接，或没有代理的对端。',
    failingCalleeSelf: '对 {{self}} 的请求有 {{share}} 失败。',
    failingSelf: '{{when}}，{{self}} 有 {{share}} 的请求失败；',
    failingSelfAlone: '{{when}}，{{self}} 有 {{share}} 的请求失败。',
    suffers: '受影响最大的是 {{caller}}。',
    suffersHidden: '受影响最大的是一个您无权查看的调用方。',
    slow: '自 {{time}} 起，p99 是此前 {{span}}的 {{factor}}。',
    slowAll: 'p99 是此前 {{span}}的 {{factor}}。',
    rollout: '{{name}} 于 {{time}} 发布。',
    rolloutVersion: '{{name}} 的版本 {{version}} 于 {{time}} 发布。',
    restart: '{{name}} 于 {{time}} 重启。',
    split: '{{name}} 的权重于 {{time}} 变为 {{detail}}。',
    healthy: '{{self}} 成功回答了 {{rate}} 中的 {{share}}；',
    healthyCallees: '它的调用都没有失败。',
    healthyAlone: '{{self}} 成功回答了 {{rate}} 中的 {{share}}。',
    denied: '策略拒绝了对 {{self}} 的 {{rate}} 请求。',
    client: '{{self}} 发出 {{rate}} 的调用，其中 {{share}} 成功。',
    noTraffic: '{{when}}没有人调用 {{self}}。',
    tcp: '{{self}} 有 {{connections}} 个打开的连接，没有可判断的请求。',
    tooFew:
      '{{when}}，{{self}} 的调用太少，无法判断：{{total}} 次中失败 {{failures}} 次。',
    podsBroken: '{{self}} 有未能运行的容器。',
    notMeasured: '没有 {{self}} 的数据。',
    likelyOrigin: '可能的根源',
  },
} as const;
