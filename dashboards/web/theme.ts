import { type ThemeConfig, theme } from 'antd';

// The library's own primary blue gives 4.10:1 under white and its grey texts 3.36:1; WCAG AA asks for 4.5:1.
const SHARED = { borderRadius: 6, fontSize: 14, controlHeight: 34, controlHeightSM: 28 };

const LIGHT: ThemeConfig = {
  token: {
    ...SHARED,
    colorPrimary: '#0958d9',
    colorLink: '#0958d9',
    colorError: '#c4161c',
    colorTextSecondary: 'rgba(0,0,0,0.68)',
    colorTextTertiary: 'rgba(0,0,0,0.64)',
    colorTextDescription: 'rgba(0,0,0,0.64)',
    colorTextPlaceholder: 'rgba(0,0,0,0.60)',
    colorTextQuaternary: 'rgba(0,0,0,0.60)',
  },
};

const DARK: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...SHARED,
    colorPrimary: '#1668dc',
    colorLink: '#78b3ff',
    colorLinkHover: '#a9cfff',
    colorError: '#ff7875',
    colorTextTertiary: 'rgba(255,255,255,0.65)',
    colorTextDescription: 'rgba(255,255,255,0.65)',
    colorTextPlaceholder: 'rgba(255,255,255,0.62)',
    colorTextQuaternary: 'rgba(255,255,255,0.62)',
  },
  // White words on a filled red need a darker red than red words on black do.
  components: { Button: { colorError: '#c4161c', colorErrorHover: '#a8071a' } },
};

export function themeFor({ dark, still }: { dark: boolean; still: boolean }): ThemeConfig {
  const chosen = dark ? DARK : LIGHT;
  return still ? { ...chosen, token: { ...chosen.token, motion: false } } : chosen;
}
