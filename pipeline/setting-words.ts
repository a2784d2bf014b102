import type { z } from 'zod';

/** What is wrong with the value of a setting, for operators. Words that the setting's own schema has come first. */
export const settingWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return `应不少于 ${issue.minimum} 个字符`;
      return issue.inclusive ? `应不小于 ${issue.minimum}` : `应大于 ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `应不多于 ${issue.maximum} 个字符` : `应不大于 ${issue.maximum}`;
    case 'invalid_value':
      return `应是 ${issue.values.join(' 或 ')}`;
    case 'invalid_type':
      return issue.expected === 'int' ? '应是整数' : '应是数字';
    case 'invalid_format':
      return issue.format === 'url' ? '应是 http:// 或 https:// 开头的完整网址' : undefined;
    default:
      return undefined;
  }
};
