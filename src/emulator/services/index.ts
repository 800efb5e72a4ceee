import type { ServiceModel } from '../wire/service-model.js';
import { ec2Service } from './ec2/index.js';
import { elasticacheService } from './elasticache/index.js';
import { iamService } from './iam/index.js';
import { lambdaService } from './lambda/index.js';
import { logsService } from './logs/index.js';
import { stsService } from './sts/index.js';

/** The services that the emulator serves. */
export const services: readonly ServiceModel[] = [
  elasticacheService,
  iamService,
  lambdaService,
  ec2Service,
  stsService,
  logsService,
];
