// An application with node-vault: reads its task from standard input and prints each outcome as a line of JSON.
'use strict';

const fs = require('fs');
const nodeVault = require('node-vault');

const TIMEOUT_MS = 60_000;

// The task names what tests/conformance/test_foreign_clients.py has prepared.
async function run(task) {
  const vault = await connect(task, undefined, task.root);
  await write(vault, task.kv);
  await read(vault, task.kv);
  report('list', { keys: (await vault.list(`${task.kv}/metadata/app`)).data.keys });
  await remove(vault, task.kv);
  await transit(vault, task.key);
  await token(vault);
  await wrapping(vault);
  await namespace(task);
}

async function connect(task, namespace, { role_id, secret_id }) {
  const vault = nodeVault({ endpoint: task.address, namespace, rpDefaults: { timeout: TIMEOUT_MS } });
  const { auth } = await vault.approleLogin({ mount_point: task.auth, role_id, secret_id });
  report(namespace ? 'namespace login' : 'login', { renewable: auth.renewable, ttl: auth.lease_duration });
  return vault;
}

async function write(vault, kv) {
  const first = await vault.write(`${kv}/data/app/db`, { data: { password: 'one', port: 1 } });
  const second = await vault.write(`${kv}/data/app/db`, { data: { password: 'two', port: 2 }, options: { cas: 1 } });
  report('write', { versions: [first.data.version, second.data.version] });
  report('conflict', await refusal(vault.write(`${kv}/data/app/db`, { data: { password: 'three' }, options: { cas: 1 } })));
}

async function read(vault, kv) {
  const newest = await vault.read(`${kv}/data/app/db`);
  report('read', { version: newest.data.metadata.version, data: newest.data.data });
  const oldest = await vault.read(`${kv}/data/app/db?version=1`);
  report('read version', { version: oldest.data.metadata.version, data: oldest.data.data });
}

async function remove(vault, kv) {
  await vault.delete(`${kv}/data/app/db`);
  const deleted = await refusal(vault.read(`${kv}/data/app/db`));
  report('delete', { gone: deleted.status === 404 });
  await vault.delete(`${kv}/metadata/app/old`);
  const absent = await refusal(vault.read(`${kv}/data/app/old`));
  report('delete all versions', { gone: absent.status === 404 });
}

async function transit(vault, name) {
  const sealed = await vault.encryptData({ name, plaintext: Buffer.from('a card number').toString('base64') });
  const opened = await vault.decryptData({ name, ciphertext: sealed.data.ciphertext });
  report('transit', { ciphertext: sealed.data.ciphertext, plaintext: Buffer.from(opened.data.plaintext, 'base64').toString() });
}

async function token(vault) {
  const { policies, meta, path } = (await vault.tokenLookupSelf()).data;
  report('lookup', { policies, meta, path });
  const before = vault.token;
  const { auth } = await vault.tokenRenewSelf();
  report('renew', { renewed: auth.client_token === before && auth.lease_duration > 0 });
}

async function wrapping(vault) {
  const wrapped = await vault.write('sys/wrapping/wrap', { note: 'for one reader' }, { headers: { 'X-Vault-Wrap-TTL': '60s' } });
  const once = { token: wrapped.wrap_info.token };
  report('unwrap', { data: (await vault.unwrap(once)).data });
  report('unwrap again', { gone: (await refusal(vault.unwrap(once))).status === 400 });
}

async function namespace(task) {
  const inside = await connect(task, task.namespace, task.inside);
  const path = `${task.kv}/data/app/inside`;
  await inside.write(path, { data: { team: 'red' } });
  report('namespace', { data: (await inside.read(path)).data.data });
  const outside = nodeVault({ endpoint: task.address, token: inside.token });
  report('namespace left', await refusal(outside.read(path)));
}

async function refusal(call) {
  try {
    await call;
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.statusCode, errors: error.response.body.errors };
  }
  return { status: null, errors: [] };
}

function report(step, outcome) {
  console.log(JSON.stringify({ step, ...outcome }));
}

run(JSON.parse(fs.readFileSync(0, 'utf8'))).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
