import type { StepNumber } from '../../learn/numbers.js';
import { toStep } from '../../learn/steps/index.js';
import type { ExportedLab } from '../lab.js';

/** A chapter of a script: a step of the tutorial, and its reason. */
interface Chapter {
  readonly title: string;
  readonly why: string;
}

type Chapters = Partial<Record<StepNumber, Chapter>>;

/** The steps whose texts in the lesson are about the lesson, or about `valkey-lab down`. */
const ALL: Chapters = {
  '4.2': {
    title: 'Delete the cache, the user group and the users',
    why: 'AWS deletes a cache in the background. Meanwhile it refuses to delete the group of the cache, and a user named default that is in a group. The tutorial prints another order, without waits.',
  },
  '4.3': {
    title: 'Delete the role, the policy and the log group',
    why: 'Without the role, Lambda cannot delete the interfaces, and they block their subnets and security groups. Lambda releases them about 4 minutes after the function is deleted, but deletes them up to an hour later, so this script deletes them. The tutorial forgets the log group.',
  },
};

/** The steps that are different in a public lab, which has no VPC. */
const PUBLIC: Chapters = {
  '2.2': {
    title: 'Let the function write its log',
    why: 'The tutorial attaches a policy with the permissions for a VPC instead.',
  },
  '4.1': {
    title: 'Delete the function',
    why: 'The function comes first, because it uses everything else.',
  },
  '4.3': {
    title: 'Delete the role, the policy and the log group',
    why: 'The function has no network interfaces, so nothing needs the role any more. The tutorial forgets the log group.',
  },
};

/** Returns the title and the reason of a step, as `learn` shows them. */
export function toChapter({ config }: ExportedLab, number: StepNumber): Chapter {
  const { title, why } =
    { ...ALL, ...(config.topology === 'public' && PUBLIC) }[number] ?? toStep(number);
  return { title: `${number} ${title}`, why };
}
