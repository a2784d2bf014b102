import type { Diagnostic } from './language/diagnostics.ts';
import { nearest } from './language/nearest.ts';
import { fieldsFor, placeholdersOf } from './notice-fields.ts';
import type { NoticesSpec } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** Every field that a template names must exist, and braces must close. */
export function checkNotices(file: YamlFile, spec: NoticesSpec, diagnostics: Diagnostic[]): void {
  for (const [reason, template] of Object.entries(spec.templates)) {
    const known = fieldsFor(reason);
    for (const [part, text] of Object.entries(template ?? {})) {
      const path = ['templates', reason, part];
      const found = placeholdersOf(text);
      for (const { field, offset } of found) {
        if (known.includes(field)) continue;
        const near = nearest(field, known);
        const hint = `${near === null ? '' : `是否想写“${near}”？`}这种通知的全部字段：${known.join('、')}`;
        diagnostics.push(file.inside(path, offset, { code: 'unknown-field', message: `没有“${field}”这个字段`, hint }));
      }
      const rest = found.reduce((left, { whole }) => left.replace(whole, ''), text);
      const stray = rest.search(/\{\{|\}\}/);
      if (stray >= 0) {
        const hint = '写成 {{字段}} 或 {{字段|缺省}}';
        diagnostics.push(file.at(path, { code: 'bad-placeholder', message: '花括号没有配对', hint }));
      }
    }
  }
}
