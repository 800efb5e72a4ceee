import type { ExportedLab } from '../lab.js';
import { renderReadme as render } from '../readme.js';

/** Renders the README of the scripts. */
export function renderReadme(lab: ExportedLab): string {
  const isPublic = lab.config.topology === 'public';
  const time = isPublic ? 'a minute' : 'three minutes';
  return render(lab, {
    title: 'The lab with the AWS CLI',
    needs: isPublic
      ? 'You need bash and the AWS CLI, version 1 or 2, with credentials. It must know `--connection-type`, which came in autumn 2026; `up.sh` checks that first.'
      : 'You need bash and the AWS CLI, version 1 or 2, with credentials.',
    files: [
      ['up.sh', `creates what is missing, in about ${time}; run it again at any time`],
      ['down.sh', 'deletes what carries the tags of the lab, and nothing else'],
    ],
    deploy: ['./up.sh'],
    remove: ['./down.sh'],
    notes: [
      '`up.sh` ends with code 3 when a resource with one of the names is not of this lab. Each script ends with code 4 after an hour: run it again, and it continues.',
      `\`up.sh\` does not change what exists. \`valkey-lab up${isPublic ? ' --public' : ''}\` compares each setting and changes what differs.`,
      ...(isPublic ? [] : WITH_NETWORK),
      'The scripts do not tag an owner, because only AWS knows the caller. Set `VALKEY_LAB_OWNER` for the export to name one.',
    ],
  });
}

/** What a public lab does not need to know. */
const WITH_NETWORK = [
  'Some zones of a region have no Lambda. If AWS refuses the subnets, export again with `VALKEY_LAB_SUBNET_IDS` and name others.',
  '`down.sh` waits until Lambda has released the network interfaces of the function, because Lambda needs the role for that. A function of others with the same subnets and security groups may share them: then run `valkey-lab down`, which leaves such interfaces.',
];
