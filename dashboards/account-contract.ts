import { z } from 'zod';
import { instant } from '../pipeline/model/calendar.ts';

/** Accounts, rights and sessions; see contract.ts for what holds of all of the API. */

export const ROLES = {
  duty: '值班员',
  liaison: '联络员',
  analyst: '分析员',
  leader: '领导',
  office: '办公室',
  admin: '系统管理员',
} as const;
export type AccountRole = keyof typeof ROLES;
export const accountRole = z.enum(['duty', 'liaison', 'analyst', 'leader', 'office', 'admin']);

export const PERMISSIONS = {
  acknowledge: '签收预警',
  close: '办结预警',
  comment: '批注预警',
  'run-source': '立即采集',
  'edit-sources': '管理信息源',
  'take-evidence': '下载网页存证',
  'arrange-events': '合并与拆分事件',
  silence: '静默预警',
  feedback: '标记命中',
  'draft-rules': '起草规则',
  'approve-rules': '审批规则',
  unmask: '查看遮盖前的原文',
  accounts: '管理账号',
} as const;
export type Permission = keyof typeof PERMISSIONS;
export const permission = z.enum([
  'acknowledge',
  'close',
  'comment',
  'run-source',
  'edit-sources',
  'take-evidence',
  'arrange-events',
  'silence',
  'feedback',
  'draft-rules',
  'approve-rules',
  'unmask',
  'accounts',
]);

/** Fewest characters of a password. */
export const PASSWORD_LENGTH = 10;
const accountName = z.string().trim().min(1, '请填写账号').max(64, '账号不超过 64 个字符');
const givenPassword = z.string().min(1, '请填写密码').max(200, '密码不超过 200 个字符');
const chosenPassword = z
  .string()
  .min(PASSWORD_LENGTH, `密码至少 ${PASSWORD_LENGTH} 个字符`)
  .max(200, '密码不超过 200 个字符');

/** POST /api/session */
export const loginRequest = z.strictObject({ account: accountName, password: givenPassword });
export type LoginRequest = z.infer<typeof loginRequest>;

/** GET and POST /api/session */
export const session = z.object({
  account: z.string(),
  name: z.string(),
  role: accountRole,
  roleName: z.string(),
  department: z.string(),
  permissions: z.array(permission),
  /** `科室:角色` this account gets notices for. */
  receivers: z.array(z.string()),
  /** True while the password is one the system made: the page advises to change it. */
  initialPassword: z.boolean(),
  /** Ends then without a further request. */
  idleUntil: instant,
  /** Ends then in any case. */
  expiresAt: instant,
  serverTime: instant,
});
export type Session = z.infer<typeof session>;

/** POST /api/session/password → 200 session; every other session of the account ends. */
export const passwordRequest = z.strictObject({ current: givenPassword, next: chosenPassword });
export type PasswordRequest = z.infer<typeof passwordRequest>;

export const accountView = z.object({
  account: z.string(),
  name: z.string(),
  role: accountRole,
  roleName: z.string(),
  department: z.string(),
  post: z.string().nullable(),
  enabled: z.boolean(),
  initialPassword: z.boolean(),
  createdAt: instant,
});
export type AccountView = z.infer<typeof accountView>;
/** GET /api/accounts */
export const accountList = z.object({
  items: z.array(accountView),
  /** `科室:岗位` that no enabled account holds: in-app notices to them reach nobody. */
  vacant: z.array(z.string()),
  /** What each role may do beyond reading. */
  rights: z.array(z.object({ role: accountRole, permissions: z.array(permission) })),
});
export type AccountList = z.infer<typeof accountList>;
/** GET /api/accounts/:account/history: what was done to the account, newest first, at most the latest 100. */
export const accountHistory = z.object({
  items: z.array(
    z.object({
      /** Number of the line in the audit log. */
      seq: z.int(),
      at: instant,
      /** Name and account of who did it. */
      by: z.string(),
      what: z.string(),
      details: z.array(z.string()),
    }),
  ),
});
export type AccountHistory = z.infer<typeof accountHistory>;
/** GET /api/people: names for the accounts that lists and records speak of; those that are disabled too. */
export const peopleList = z.object({
  items: z.array(accountView.pick({ account: true, name: true, department: true })),
});
export type PeopleList = z.infer<typeof peopleList>;
/** Which post of the department a leader holds, as routing.yaml names them: 分管领导, 局长. Null: none in particular. */
const accountPost = z.string().trim().min(1).max(64).nullable().optional();
/** POST /api/accounts */
export const accountRequest = z.strictObject({
  account: accountName.regex(/^[A-Za-z0-9][A-Za-z0-9._@-]*$/, '账号只用字母、数字和 . _ @ -，以字母或数字开头'),
  name: z.string().trim().min(1, '请填写姓名').max(64),
  role: accountRole,
  department: z.string().trim().min(1, '请选择科室').max(64),
  post: accountPost,
});
export type AccountRequest = z.infer<typeof accountRequest>;
/** PATCH /api/accounts/:account; `resetPassword` makes a new random one. */
export const accountChange = z.strictObject({
  name: z.string().trim().min(1).max(64).optional(),
  role: accountRole.optional(),
  department: z.string().trim().min(1).max(64).optional(),
  post: accountPost,
  enabled: z.boolean().optional(),
  resetPassword: z.literal(true).optional(),
});
export type AccountChange = z.infer<typeof accountChange>;
/** Answer to both; the password is shown once and never again, null when none was made. */
export const accountChanged = z.object({ account: accountView, password: z.string().nullable() });
export type AccountChanged = z.infer<typeof accountChanged>;
