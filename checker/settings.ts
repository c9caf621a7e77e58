/** What a variant changes of a protocol, and the parameters that come of it. */
import { InputError } from './errors.ts';
import type { AnyProtocol, ParameterDomain } from './protocol.ts';

export type ParameterValue = string | number | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/**
 * What a variant sets, and the rules that it removes.
 *
 * @throws InputError for an unknown variant.
 */
export function changeOf(
  protocol: AnyProtocol,
  variant: string,
): { set: Readonly<Record<string, unknown>>; without: readonly string[] } {
  const [first = '', second, ...more] = variant.split('@');
  const setting = protocol.variants[second ?? first];
  const ablation = protocol.ablations[first];
  if (more.length === 0) {
    if (second === undefined && first === 'baseline') return { set: {}, without: [] };
    if (second === undefined && setting !== undefined) return { set: setting, without: [] };
    if (ablation !== undefined && (second === undefined || setting !== undefined)) {
      const under = second === undefined ? {} : setting;
      return { set: { ...under, ...ablation.set }, without: ablation.without ?? [] };
    }
  }
  const known = ['baseline', ...Object.keys(protocol.variants), ...Object.keys(protocol.ablations)];
  throw new InputError(
    `variant expected one of ${known.join(', ')} (an ablation may be followed by @ and a ` +
      `variant), got "${variant}"`,
  );
}

/** @throws InputError for an unknown parameter, or a value outside its domain. */
export function settle(
  protocol: AnyProtocol,
  settings: Readonly<Record<string, unknown>>,
): ParameterValues {
  const values: Record<string, ParameterValue> = {};
  for (const [name, domain] of Object.entries(protocol.parameters)) {
    values[name] = typeof domain === 'boolean' ? domain : domain.initial;
  }
  for (const [name, value] of Object.entries(settings)) {
    const domain = protocol.parameters[name];
    if (domain === undefined || !Object.hasOwn(protocol.parameters, name)) {
      const known = Object.keys(protocol.parameters).join(', ');
      throw new InputError(`parameter expected one of ${known}, got "${name}"`);
    }
    values[name] = inDomain(name, domain, value);
  }
  return values;
}

function inDomain(name: string, domain: ParameterDomain, value: unknown): ParameterValue {
  const got = `got ${JSON.stringify(value)}`;
  if (typeof domain === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw new InputError(`${name} expected true or false, ${got}`);
  }
  if (domain.kind === 'choice') {
    if (typeof value === 'string' && domain.options.includes(value)) return value;
    throw new InputError(`${name} expected one of ${domain.options.join(', ')}, ${got}`);
  }
  const { min, max } = domain;
  if (typeof value === 'number' && Number.isInteger(value) && min <= value && value <= max) {
    return value;
  }
  throw new InputError(`${name} expected a whole number from ${min} to ${max}, ${got}`);
}
