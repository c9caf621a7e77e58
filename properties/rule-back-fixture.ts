/** What an ablation is blamed for, asked of the protocol as claimed. */
import { explore } from '../checker/explore/explore.ts';
import { instantiate } from '../checker/machine.ts';
import type { Suite } from '../checker/protocol.ts';

/** Of the properties that an ablation breaks: those that do not hold with the rule back. */
export function brokenWithTheRuleBack({ protocol, set, claims }: Suite): readonly string[] {
  const broken = claims.filter(({ expected }) => expected === 'violated');
  const properties = broken.map(({ property }) => property);
  if (properties.length === 0) throw new Error('an ablation breaks something');
  const { findings } = explore(instantiate(protocol, 'baseline', set), { properties });
  const left = properties.filter((_, index) => findings[index]?.verdict !== 'holds');
  return left.map(({ name }) => name);
}
