/**
 * What a service is started for: `short`, tests that are over before code that is compiled well has paid for itself;
 * `steady`, measuring, with the heap that docker-compose.yml gives and all else as the virtual machine has it.
 */
export type ServiceUse = 'short' | 'steady';

const SHORT = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export const JVM = {
  kafka: { short: ['-Xms64m', '-Xmx320m', ...SHORT], steady: ['-Xms512m', '-Xmx512m'] },
  elasticsearch: { short: ['-Xms384m', '-Xmx512m', ...SHORT], steady: ['-Xms1g', '-Xmx1g'] },
} as const satisfies Record<string, Record<ServiceUse, readonly string[]>>;
