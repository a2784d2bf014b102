/** Each at least 3:1 against both the light and the dark ground. */
export const CHART_COLOURS = { main: '#2f80ed', beside: '#8a94a3' } as const;
