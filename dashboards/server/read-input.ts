import { z } from 'zod';
import { ApiProblem } from './api-problem.ts';
import type { InputReader } from './endpoint.ts';

export const readInput: InputReader = {
  query(c, schema) {
    const given = Object.entries(c.req.queries()).map(([name, values]) => [
      name,
      values.length === 1 ? values[0] : values,
    ]);
    return checked(schema, Object.fromEntries(given), '地址中的参数');
  },
  async body(c, schema) {
    if (schema instanceof z.ZodUndefined) return schema.parse(undefined);
    const type = c.req.header('content-type') ?? '';
    if (!/^application\/json\s*(?:;|$)/i.test(type)) {
      throw new ApiProblem('invalid-request', '请求内容须为 JSON', { hint: '请设置 Content-Type: application/json' });
    }
    return checked(schema, await json(c.req.text()), '请求内容');
  },
};

async function json(text: Promise<string>): Promise<unknown> {
  const given = await text;
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new ApiProblem('invalid-request', '请求内容不是有效的 JSON', { cause });
  }
}

function checked<T extends z.ZodType>(schema: T, given: unknown, what: string): z.output<T> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ApiProblem('invalid-request', `${what}有误：${whatIsWrong(result.error)}`, { cause: result.error });
}

/** All that is wrong, in Chinese, each with its place. */
export function whatIsWrong(error: z.ZodError): string {
  const problems = error.issues.map((issue) => {
    const where = issue.path.join('.');
    return where === '' ? inChinese(issue) : `${where}：${inChinese(issue)}`;
  });
  return problems.join('；');
}

const HAN = /^\p{Script=Han}/u;

/** The contract's own sentences are Chinese already; zod's are put into words here. */
function inChinese(issue: z.core.$ZodIssue): string {
  if (HAN.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'unrecognized_keys':
      return `不认识 ${issue.keys.join('、')}`;
    case 'invalid_value':
      return `只能是 ${issue.values.map(String).join('、')}`;
    case 'too_small':
      return `不能小于 ${issue.minimum}`;
    case 'too_big':
      return `不能大于 ${issue.maximum}`;
    case 'invalid_type':
      return issue.input === undefined ? '缺少或类型不对' : '类型不对';
    case 'invalid_format':
      return issue.format === 'datetime' ? '须为带时区的时间，例如 2019-04-25T09:00:00+08:00' : '格式不对';
    default:
      return '不符合要求';
  }
}
