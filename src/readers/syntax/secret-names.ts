/** Names of variables that look like secrets. A name is all there is to go by: values are not in files. */

const WORDS =
  /(?:^|_)(?:SECRETS?|TOKENS?|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|APIKEY|PAT|KEYFILE|JWT|PRIVATEKEY)(?:_|$)/;
const KEY =
  /(?:^|_)KEY(?:_BASE64|_B64|_JSON|_CONTENTS?|_BASE|_PEM)?$|(?:^|_)(?:PRIVATE|API|ACCESS|SECRET|SIGNING|ENCRYPTION)_KEY(?:_|$)/;
/** Addresses that carry a password as a rule. */
const ADDRESS =
  /(?:DATABASE|POSTGRES(?:QL)?|MYSQL|MONGO(?:DB)?|REDIS|AMQP|RABBITMQ|WEBHOOK|DB)_(?:URL|URI|DSN)$|CONNECTION_STRING$|^(?:DATABASE|REDIS|MONGO)_?URL$|_DATABASE_URL$/;
/** Told to everybody, a place or an identity rather than the secret, or a switch. */
const HARMLESS =
  /(?:^|_)(?:PUBLIC|PUB|PUBLISHABLE|ANON)(?:_|$)|_(?:PATH|FILE|USER|USERNAME|TOKEN_URI|TOKEN_URL|TOKEN_ENDPOINT|NAME|ID|IDS|ARN|EXPIRY|EXPIRES_IN|EXPIRATION|TTL|LENGTH|ENABLED|DISABLED|HEADER|ALGORITHM|ISSUER|REQUIRED|MAX_AGE|URL_PATH|PARALLELISM|LIMIT|COUNT|TYPE|DUMMY)$|^(?:TOKENIZERS|SSH_AUTH_SOCK|.*_AUTHORITY$)/;

/** `GITHUB_TOKEN`, `apiKey`, `db-password`: whatever the case and the separators. */
export function looksLikeSecret(name: string): boolean {
  const words = name
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toUpperCase();
  if (HARMLESS.test(words)) return false;
  return WORDS.test(words) || KEY.test(words) || ADDRESS.test(words);
}
