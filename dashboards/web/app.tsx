import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import zhCN from 'antd/es/locale/zh_CN.js';
import { useState } from 'react';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { useMediaQuery } from './components/use-media-query.ts';
import { createQueryClient } from './data/query-client.ts';
import { routes } from './routes.tsx';
import { themeFor } from './theme.ts';

// Its types describe a CommonJS module; the bundler hands over the locale itself.
const locale = 'default' in zhCN ? zhCN.default : zhCN;

export function App() {
  const dark = useMediaQuery('(prefers-color-scheme: dark)');
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [client] = useState(createQueryClient);
  const [router] = useState(() => createBrowserRouter(routes));
  return (
    <ConfigProvider locale={locale} theme={themeFor({ dark, still })} button={{ autoInsertSpace: false }}>
      <AntApp message={{ maxCount: 3 }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
