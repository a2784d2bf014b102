import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

interface Row {
  /** Files the row speaks of. */
  files: RegExp;
  /** What they must not import: a project path or a package name. */
  mayNot: RegExp;
  except?: RegExp;
  because: string;
}

const COMPOSITION = /^pipeline\/(?:main|cli|crawl-setup|(?:commands|bench|evaluate)\/.*)\.ts$/;

/** Imports go one way: rules ← pipeline ← {crawlers, dashboards}. */
const TABLE: readonly Row[] = [
  {
    files: /^rules\//,
    mayNot: /^(?:pipeline|crawlers|dashboards|test)\//,
    because: 'rules are the innermost part and can be checked alone',
  },
  {
    files: /^rules\/language\//,
    mayNot: /^(?!rules\/language\/).*/,
    except: /^re2js$/,
    because: 'the language sees named texts and numbers, nothing else',
  },
  {
    files: /^pipeline\/model\//,
    mayNot: /^(?!pipeline\/model\/|rules\/(?:edit|schema|clocks)\.ts$|zod$|node:crypto$).*/,
    because: 'the model is the innermost ring of the pipeline; the shape of a rule is the rules’ own',
  },
  {
    files: /^pipeline\//,
    mayNot: /^(?:crawlers|dashboards|test)\//,
    except: COMPOSITION,
    because: 'only the composition root knows all parts',
  },
  { files: /^crawlers\//, mayNot: /^(?:dashboards|test)\//, because: 'crawlers and dashboards never meet' },
  { files: /^dashboards\//, mayNot: /^(?:crawlers|test)\//, because: 'crawlers and dashboards never meet' },
  {
    files: /^dashboards\/web\//,
    mayNot: /^(?:rules|pipeline|crawlers|dashboards\/server)\//,
    except: /^rules\/language\//,
    because: 'the page knows the contract, not the server; the language imports nothing and runs in the editor too',
  },
  {
    files: /^dashboards\/[\w-]*contract(?:-parts)?\.ts$/,
    mayNot:
      /^node:|^(?!dashboards\/[\w-]*contract(?:-parts)?\.ts$|pipeline\/model\/|rules\/(?:edit|schema)\.ts$|zod$|@hono\/zod-openapi$).*/,
    because: 'the contract runs in the browser too',
  },
  {
    files: /^(?:pipeline|dashboards|crawlers)\/(?!analyser\.ts$|score\/|evaluate\/|learned\/examples\.ts$)/,
    mayNot: /^pipeline\/score\/(?:domain|sentiment)\.ts$/,
    because:
      'new posts, previews and back-tests are judged by one and the same analyser; learning needs what the rules said alone',
  },
  {
    files: /^pipeline\/(?:normalise|dedupe|segment|match|places|score|cluster|alert|route|notify)\//,
    mayNot: /^pipeline\/(?:bus|store)\/(?:sqlite|kafka|elastic)/,
    because: 'a stage sees ports, never an adapter',
  },
];

/** Which file pattern alone may import a vendor package. */
const VENDORS: readonly { vendor: RegExp; only: RegExp }[] = [
  { vendor: /^node:sqlite$/, only: /^pipeline\/(?:bus|store)\/sqlite\// },
  { vendor: /^nodejieba$/, only: /^pipeline\/bench\// },
  { vendor: /^kafkajs$/, only: /^pipeline\/bus\/kafka\// },
  { vendor: /^docx$/, only: /^dashboards\/server\/sheet-document\.ts$/ },
  { vendor: /^nodemailer$/, only: /^pipeline\/notify\/email\.ts$/ },
  { vendor: /^@elastic\//, only: /^pipeline\/store\/elastic\// },
  { vendor: /^@crawlee\//, only: /^(?:crawlers|pipeline\/bench)\// },
  {
    // Whatever goes out passes the gate; those beside it serve and do not ask.
    vendor: /^node:(?:http|https|http2|net|tls|dns|dgram)(?:\/|$)|^undici/,
    only: /^pipeline\/outbound\/|^crawlers\/demo-town\/town\.ts$|^dashboards\/server\/|^pipeline\/bench\/crawl-site\.ts$/,
  },
  { vendor: /^playwright/, only: /^crawlers\/(?:chromium|fetch-browser|render-page)\.ts$/ },
  { vendor: /^(?:react|antd|echarts|@codemirror\/)/, only: /^dashboards\/web\// },
];

const files = globSync('{rules,pipeline,crawlers,dashboards}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: (name) => name === 'dist',
});

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...found]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name));
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

describe('imports', () => {
  it('sees the files', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(importsOf('pipeline/topology.ts')).toContain('pipeline/analyse-hop.ts');
  });

  it.each(TABLE)('$files: $because', ({ files: pattern, mayNot, except }) => {
    const wrong = files
      .filter((file) => pattern.test(file) && !(except?.test(file) ?? false))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => mayNot.test(name) && !(except?.test(name) ?? false))
          .map((name) => `${file} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it.each(VENDORS)('$vendor stays behind $only', ({ vendor, only }) => {
    const wrong = files
      .filter((file) => !only.test(file))
      .filter((file) => importsOf(file).some((name) => vendor.test(name)));
    expect(wrong).toEqual([]);
  });

  it('nothing asks the outside by the built-in fetch', () => {
    const wrong = files
      .filter((file) => /^(?:pipeline|crawlers|rules|dashboards\/server)\//.test(file))
      .filter((file) =>
        /(?:await|return|void|=>|[=(,?:])\s*(?:globalThis\.)?fetch\(/.test(
          withoutComments(readFileSync(join(root, file), 'utf8')),
        ),
      );
    expect(wrong).toEqual([]);
  });

  it('has no cycles', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file).filter((name) => files.includes(name))]));
    const done = new Set<string>();
    const path: string[] = [];
    const visit = (file: string): void => {
      if (done.has(file)) return;
      const at = path.indexOf(file);
      if (at >= 0) throw new Error(`cycle: ${[...path.slice(at), file].join(' → ')}`);
      path.push(file);
      for (const next of graph.get(file) ?? []) visit(next);
      path.pop();
      done.add(file);
    };
    for (const file of files) visit(file);
    expect(done.size).toBe(files.length);
  });
});
