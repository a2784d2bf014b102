import type { RouteObject } from 'react-router';
import { PageSkeleton } from './components/page-skeleton.tsx';
import { RouteError } from './components/route-error.tsx';

/** Every page is a chunk of its own. */
export const routes: RouteObject[] = [
  {
    HydrateFallback: PageSkeleton,
    ErrorBoundary: RouteError,
    children: [
      { path: 'login', lazy: async () => ({ Component: (await import('./pages/login-page.tsx')).LoginPage }) },
      {
        lazy: async () => ({ Component: (await import('./components/shell.tsx')).Shell }),
        ErrorBoundary: RouteError,
        children: [
          {
            ErrorBoundary: RouteError,
            children: [
              { index: true, lazy: async () => ({ Component: (await import('./pages/board-page.tsx')).BoardPage }) },
              {
                path: 'alerts/:alertId',
                lazy: async () => ({ Component: (await import('./pages/alert-page.tsx')).AlertPage }),
              },
              {
                path: 'events/:eventId',
                lazy: async () => ({ Component: (await import('./pages/event-page.tsx')).EventPage }),
              },
              { path: 'cases', lazy: async () => ({ Component: (await import('./pages/cases-page.tsx')).CasesPage }) },
              {
                path: 'cases/:caseId',
                lazy: async () => ({ Component: (await import('./pages/case-page.tsx')).CasePage }),
              },
              {
                path: 'cases/:caseId/sheets/:no',
                lazy: async () => ({ Component: (await import('./pages/case-sheet-page.tsx')).CaseSheetPage }),
              },
              {
                path: 'search',
                lazy: async () => ({ Component: (await import('./pages/search-page.tsx')).SearchPage }),
              },
              {
                path: 'overview',
                lazy: async () => ({ Component: (await import('./pages/overview-page.tsx')).OverviewPage }),
              },
              {
                path: 'analysis',
                lazy: async () => ({ Component: (await import('./pages/analysis-page.tsx')).AnalysisPage }),
              },
              {
                path: 'sources',
                lazy: async () => ({ Component: (await import('./pages/sources-page.tsx')).SourcesPage }),
              },
              { path: 'rules', lazy: async () => ({ Component: (await import('./pages/rules-page.tsx')).RulesPage }) },
              {
                path: 'rules/edit',
                lazy: async () => ({ Component: (await import('./pages/rule-editor-page.tsx')).RuleEditorPage }),
              },
              {
                path: 'rules/files',
                lazy: async () => ({ Component: (await import('./pages/rule-files-page.tsx')).RuleFilesPage }),
              },
              {
                path: 'rules/file',
                lazy: async () => ({ Component: (await import('./pages/rule-file-page.tsx')).RuleFilePage }),
              },
              {
                path: 'rules/register',
                lazy: async () => ({ Component: (await import('./pages/register-page.tsx')).RegisterPage }),
              },
              {
                path: 'rules/drafts',
                lazy: async () => ({ Component: (await import('./pages/drafts-page.tsx')).DraftsPage }),
              },
              {
                path: 'rules/drafts/:draftId',
                lazy: async () => ({ Component: (await import('./pages/draft-page.tsx')).DraftPage }),
              },
              {
                path: 'rules/versions',
                lazy: async () => ({ Component: (await import('./pages/versions-page.tsx')).VersionsPage }),
              },
              {
                path: 'rules/learned',
                lazy: async () => ({ Component: (await import('./pages/learned-page.tsx')).LearnedPage }),
              },
              {
                path: 'rules/route',
                lazy: async () => ({ Component: (await import('./pages/route-page.tsx')).RoutePage }),
              },
              {
                path: 'silences',
                lazy: async () => ({ Component: (await import('./pages/silences-page.tsx')).SilencesPage }),
              },
              {
                path: 'rules/:ruleId',
                lazy: async () => ({ Component: (await import('./pages/rule-page.tsx')).RulePage }),
              },
              {
                path: 'posts/:docId',
                lazy: async () => ({ Component: (await import('./pages/post-page.tsx')).PostPage }),
              },
              {
                path: 'accounts',
                lazy: async () => ({ Component: (await import('./pages/accounts-page.tsx')).AccountsPage }),
              },
              {
                path: 'notices',
                lazy: async () => ({ Component: (await import('./pages/notices-page.tsx')).NoticesPage }),
              },
              {
                path: '*',
                lazy: async () => ({ Component: (await import('./pages/not-found-page.tsx')).NotFoundPage }),
              },
            ],
          },
        ],
      },
    ],
  },
];
