import { ConfigError } from '../../pipeline/errors.ts';

/** What a file holds: posts and messages, or work orders of the 12345 hotline. */
export const IMPORT_KINDS = ['posts', 'hotline'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Every field a file can fill, the most needed first. */
export const FIELD_NAMES = [
  ...(['text', 'title', 'nativeId', 'time', 'author', 'reply', 'replyTime', 'replyBy'] as const),
  ...(['url', 'source', 'channel', 'region', 'reposts', 'comments', 'likes', 'reads'] as const),
];
export type Field = (typeof FIELD_NAMES)[number];

interface FieldSpec {
  /** Word of the field in `--columns` and in messages. */
  label: string;
  /** Headings that are recognised, stronger ones first, in the form that {@link plain} gives. */
  headings: readonly string[];
  /** Headings of hotline work orders, tried before the others for that kind. */
  hotline: readonly string[];
}

function spec(label: string, headings: string, hotline = ''): FieldSpec {
  return { label, headings: headings.split(' '), hotline: hotline.split(' ') };
}

export const FIELDS: Readonly<Record<Field, FieldSpec>> = {
  nativeId: spec(
    '编号',
    '留言编号 编号 信件编号 帖子编号 帖子id 文章id 微博id 消息id id tid mid guid 序列号 messageid postid docid',
    '工单编号 工单号 受理编号 受理单号 业务编号 登记编号 诉求编号 派单编号 orderid ticketid caseid',
  ),
  title: spec(
    '标题',
    '留言主题 标题 主题 题目 信件标题 信件主题 留言标题 帖子标题 文章标题 新闻标题 原文标题 文章题目 作品标题 视频标题 title subject headline',
    '工单标题 诉求标题 诉求主题 事项标题 反映主题 问题标题',
  ),
  text: spec(
    '正文',
    '留言详情 留言内容 正文 内容 详情 文本 全文 信件内容 帖子内容 帖子正文 文章内容 文章正文 微博内容 微博正文 博文 评论内容 原文内容 全文内容 文本内容 作品内容 视频文案 文章摘要 内容摘要 摘要 text content body message description summary',
    '工单内容 诉求内容 诉求描述 反映内容 反映问题 问题描述 受理内容 来电内容 主要内容 诉求详情 事件描述 工单描述 投诉内容',
  ),
  time: spec(
    '时间',
    '留言时间 发布时间 发表时间 发帖时间 发布日期 来信时间 提问时间 写信时间 发文时间 发文日期 文章时间 首发时间 时间 日期 publishedat published pubdate publishtime time datetime date createdat created timestamp',
    '受理时间 来电时间 登记时间 诉求时间 工单时间 创建时间 接收时间 派单时间 受理日期 来电日期',
  ),
  author: spec(
    '作者',
    '留言用户 留言人 网友 作者 用户 用户名 昵称 发布者 发布人 发帖人 博主 账号名称 账号 账号昵称 发布账号 用户昵称 发文作者 author user username nickname creator',
    '来电人 诉求人 反映人 市民姓名 联系人 姓名',
  ),
  reply: spec(
    '回复',
    '答复意见 答复内容 回复内容 官方回复 回复意见 答复 回复 处理意见 reply answer response replycontent',
    '办理结果 处理结果 办理意见 办结意见 反馈内容 处理情况 办理情况',
  ),
  replyTime: spec(
    '回复时间',
    '答复时间 回复时间 答复日期 回复日期 replytime replydate repliedat answertime',
    '办结时间 办理时间 反馈时间 办结日期',
  ),
  replyBy: spec(
    '答复单位',
    '答复单位 回复单位 答复部门 回复部门 办理单位 答复机构 回复机构 replyby replyunit',
    '承办单位 责任单位 主办单位 处理单位 承办部门',
  ),
  url: spec(
    '链接',
    '链接 网址 原文链接 原文地址 原文网址 地址链接 文章链接 文章地址 帖子链接 作品链接 url地址 原文url url link href permalink',
  ),
  source: spec(
    '来源',
    '来源 来源平台 平台 媒体 媒体名称 网站 站点 来源名称 来源媒体 来源网站 信息来源 站点名称 网站名称 发布平台 发布媒体 信源 信源名称 source sourcename platform site media',
    '诉求来源 受理渠道 来电渠道',
  ),
  channel: spec('渠道', '渠道 渠道类型 来源类型 平台类型 媒体类型 信息类型 信源类型 channel sourcetype mediatype'),
  region: spec(
    '地区',
    '地区 区县 所属地区 所属区县 属地 区域 县区 县市区 城市 发布地区 发布地 文章地域 地域 ip属地 region district county city area forum',
    '事发地区 事发区县 所属区域 事发县区 诉求区域 被反映区县',
  ),
  reposts: spec('转发', '转发 转发数 转发量 reposts repost shares retweets forwards'),
  comments: spec('评论', '评论 评论数 评论量 回帖数 跟帖数 comments commentcount replies'),
  likes: spec('点赞', '点赞 点赞数 点赞量 赞 likes like praise upvotes'),
  reads: spec('阅读', '阅读 阅读数 阅读量 浏览 浏览量 浏览数 浏览次数 点击量 播放量 reads views hits pv'),
};

/** Field → heading in the file, given by the user and stronger than what is recognised. */
export type ColumnOverrides = Partial<Record<Field, string>>;

/** Field → position of its column, from 0. */
export type ColumnMap = Partial<Record<Field, number>>;

/** A field by its name, its Chinese word or one of its headings; null when there is none. */
export function fieldNamed(name: string): Field | null {
  const asked = plain(name);
  const exact = FIELD_NAMES.find((field) => plain(field) === asked || plain(FIELDS[field].label) === asked);
  return exact ?? FIELD_NAMES.find((field) => FIELDS[field].headings.includes(asked)) ?? null;
}

/** Which column holds which field. A column is used once; what the user named goes before what is recognised. */
export function mapColumns(headings: readonly string[], kind: ImportKind, overrides: ColumnOverrides = {}): ColumnMap {
  const found = headings.map(plain);
  const map: ColumnMap = {};
  const taken = new Set<number>();
  const take = (field: Field, position: number) => {
    if (position === -1 || taken.has(position)) return;
    map[field] = position;
    taken.add(position);
  };
  for (const field of FIELD_NAMES) {
    const named = overrides[field];
    if (named !== undefined) take(field, found.indexOf(plain(named)));
  }
  for (const field of FIELD_NAMES) {
    if (map[field] !== undefined || overrides[field] !== undefined) continue;
    const { headings: known, hotline } = FIELDS[field];
    const wanted = kind === 'hotline' ? [...hotline, ...known] : [...known, ...hotline];
    const match = wanted.find((heading) => found.some((one, at) => one === heading && !taken.has(at)));
    if (match !== undefined)
      take(
        field,
        found.findIndex((one, at) => one === match && !taken.has(at)),
      );
  }
  return map;
}

/** Names given by `--columns` that no heading bears. */
export function missingOverrides(headings: readonly string[], overrides: ColumnOverrides): string[] {
  const found = new Set(headings.map(plain));
  return Object.values(overrides).filter((heading) => !found.has(plain(heading)));
}

/** The error for a file in which the column of the text cannot be told. */
export function noTextColumn(where: string, headings: readonly string[], overrides: ColumnOverrides = {}): ConfigError {
  const shown = headings.filter((heading) => heading.trim() !== '').slice(0, 40);
  const missing = missingOverrides(headings, overrides);
  const message =
    missing.length > 0
      ? `文件中没有 --columns 指定的列：${missing.join('、')}`
      : '没有找到正文列，无法判断哪一列是正文';
  const hint = `文件中的列：${shown.join('、') || '（无）'}；用 --columns 正文=列名,标题=列名 指定`;
  return new ConfigError([{ where, message, hint }]);
}

/** A heading without case, width, spaces, underscores and what stands in brackets: `留言时间（必填）` → `留言时间`. */
export function plain(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '')
    .replace(/[\s_\-:*\ufeff"'“”]+/g, '')
    .replace(/[\u4e00-\u9fff]/g, (sign) => SIMPLIFIED.get(sign) ?? sign);
}

/** Traditional characters that occur in headings, with the simplified ones. */
const SIMPLIFIED = new Map(
  (
    '編编號号標标題题內内時时間间發发佈布詳详來来鏈链結结復复覆复單单區区縣县轉转評评論论點点贊赞閱阅讀读網网戶户帳账訴诉問问處处' +
    '辦办應应關关機机構构導导劉刘資资訊讯報报'
  )
    .match(/../gu)
    ?.map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/** Whether a heading promises numbers that no other file uses for another post. Plain `id` or 编号 does not. */
export function namesUniqueId(heading: string): boolean {
  return /^(?:(?:留言|信件|帖子|文章|微博|消息|工单|受理|诉求|业务|派单|登记)(?:编号|单号|号|id)|(?:message|post|doc|order|ticket|case)id|guid)$/.test(
    plain(heading),
  );
}

/** Whether a heading is one of a message board's export. */
export function namesBoard(heading: string): boolean {
  return /^(?:留言|信件|来信)/.test(plain(heading));
}
