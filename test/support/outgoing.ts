import type { Notice } from '../../pipeline/model/notice.ts';
import type { Content } from '../../pipeline/notify/content.ts';
import type { Outgoing } from '../../pipeline/notify/notifier.ts';
import { sampleNotice } from './engine-samples.ts';
import { sampleAlert } from './samples.ts';

export function sampleContent(more: Partial<Content> = {}): Content {
  return {
    level: '红',
    title: '【红】某小区外墙渗漏',
    lines: [{ text: '风险分：82', link: null }],
    link: { label: '查看并签收', url: 'https://yq.example.gov.cn/a/K3F9' },
    brief: '【红】某小区外墙渗漏，风险分82',
    ...more,
  };
}

export function sampleOutgoing(more: Partial<Outgoing> = {}, notice: Notice = sampleNotice()): Outgoing {
  const content = more.content ?? sampleContent();
  return {
    key: notice.noticeId,
    notice,
    alert: sampleAlert(),
    content,
    text: content.title,
    part: 1,
    parts: 1,
    to: [],
    ...more,
  };
}
