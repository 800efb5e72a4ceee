/** The group for public caches that every account has, and its only user, which uses IAM (F11.4). */
export const READY_MADE_GROUP = 'default.iam-user-group';
export const READY_MADE_USER = 'default.iam-user';
