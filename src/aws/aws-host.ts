/** Whether a host, or the origin of a URL, is AWS's in any partition (F7.11). */
export function isAwsHost(host: string): boolean {
  return AWS_HOST.test(host);
}

const AWS_HOST =
  /(^|[./])(amazonaws\.(com|com\.cn|eu)|amazonwebservices\.com\.cn|aws|(c2s|hci)\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk)$/;
