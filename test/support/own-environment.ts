/** Variables that configure the tests, and not the program or an SDK. */
const KEPT = /^AWS_(LAMBDA_RIC|SDK_JS_NODE_VERSION_SUPPORT)/;

// The AWS account and the labs of the person who runs the tests must not affect them.
for (const name of Object.keys(process.env)) {
  if (/^(AWS|VALKEY_LAB)_/.test(name) && !KEPT.test(name)) delete process.env[name];
}
