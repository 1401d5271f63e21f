/** Words of the graph on its canvas, in Simplified Chinese. */
export const graphZhCn = {
  graph: {
    group: {
      name: '{{title}}，{{workloads}}的分组，{{health}}',
      crossing: '每秒从外部进入 {{rate}} 个请求',
      success: '其中 {{success}} 成功',
      inside: '内部每秒 {{rate}} 个请求',
      rest: '+ {{amount}}',
      open: '展开 {{title}}',
      close: '收起 {{title}}',
      workloads_other: '{{count}} 个工作负载',
    },
    overview: {
      label:
        '{{workloads}}和{{calls}}的概览，太小而无法显示数据。放大或显示表格可查看每一项。',
      failing: '失败的工作负载，以及您所在的工作负载',
      none: '没有失败。',
    },
    legend: {
      mark: '一个标记 = 一个工作负载',
      because: '由调用引起',
    },
    map: {
      label: '整个图的缩略图：点击可转到该处',
    },
    zoom: {
      reset: '重新布局',
      traffic: '显示流量',
    },
    change: {
      new: '新',
      gone: '已消失',
      unhealthy: '变差',
      summary: '自您查看以来的 {{time}} 内：{{changes}}',
      newCalls_other: '{{count}} 个新调用',
      goneCalls_other: '{{count}} 个调用已消失',
      newWorkloads_other: '{{count}} 个新工作负载',
      goneWorkloads_other: '{{count}} 个工作负载已消失',
      changed_other: '{{count}} 个有变化',
      worse_other: '{{count}} 个变差',
      seen: '标记为已看',
    },
  },
} as const;
