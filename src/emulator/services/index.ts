import type { ServiceModel } from '../wire/service-model.js';
import { ec2Service } from './ec2.js';
import { elasticacheService } from './elasticache.js';
import { iamService } from './iam.js';
import { lambdaService } from './lambda.js';
import { logsService } from './logs.js';
import { stsService } from './sts.js';

/** The services that the emulator serves: the one list. */
export const services: readonly ServiceModel[] = [
  elasticacheService,
  iamService,
  lambdaService,
  ec2Service,
  stsService,
  logsService,
];
