// An application with the Go client of Vault: reads its task from standard input and prints each outcome as a line of JSON.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/vault/api"
	"github.com/hashicorp/vault/api/auth/approle"
)

const timeout = time.Minute

// The task names what tests/conformance/test_foreign_clients.py has prepared.
type task struct {
	Address   string `json:"address"`
	Auth      string `json:"auth"`
	KV        string `json:"kv"`
	Key       string `json:"key"`
	Namespace string `json:"namespace"`
	Root      login  `json:"root"`
	Inside    login  `json:"inside"`
}

type login struct {
	RoleID   string `json:"role_id"`
	SecretID string `json:"secret_id"`
}

type fields = map[string]any

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var given task
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return fmt.Errorf("the task on standard input: %w", err)
	}
	client, err := connect(ctx, given, "", given.Root)
	if err != nil {
		return err
	}
	secrets := client.KVv2(given.KV)
	for _, step := range []func() error{
		func() error { return write(ctx, secrets) },
		func() error { return read(ctx, secrets) },
		func() error { return list(ctx, client, given.KV) },
		func() error { return remove(ctx, secrets) },
		func() error { return transit(ctx, client, given.Key) },
		func() error { return token(ctx, client) },
		func() error { return wrapping(ctx, client) },
		func() error { return namespace(ctx, given) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// The client takes its other settings from VAULT_* variables, of which there are none here.
func connect(ctx context.Context, given task, namespace string, as login) (*api.Client, error) {
	config := api.DefaultConfig()
	config.Address = given.Address
	client, err := api.NewClient(config)
	if err != nil {
		return nil, err
	}
	if namespace != "" {
		client.SetNamespace(namespace)
	}
	method, err := approle.NewAppRoleAuth(as.RoleID, &approle.SecretID{FromString: as.SecretID}, approle.WithMountPath(given.Auth))
	if err != nil {
		return nil, err
	}
	secret, err := client.Auth().Login(ctx, method)
	if err != nil {
		return nil, err
	}
	step := "login"
	if namespace != "" {
		step = "namespace login"
	}
	report(step, fields{"renewable": secret.Auth.Renewable, "ttl": secret.Auth.LeaseDuration})
	return client, nil
}

func write(ctx context.Context, secrets *api.KVv2) error {
	first, err := secrets.Put(ctx, "app/db", fields{"password": "one", "port": 1})
	if err != nil {
		return err
	}
	second, err := secrets.Put(ctx, "app/db", fields{"password": "two", "port": 2}, api.WithCheckAndSet(1))
	if err != nil {
		return err
	}
	report("write", fields{"versions": []int{first.VersionMetadata.Version, second.VersionMetadata.Version}})
	_, err = secrets.Put(ctx, "app/db", fields{"password": "three"}, api.WithCheckAndSet(1))
	report("conflict", refusal(err))
	return nil
}

func read(ctx context.Context, secrets *api.KVv2) error {
	newest, err := secrets.Get(ctx, "app/db")
	if err != nil {
		return err
	}
	report("read", fields{"version": newest.VersionMetadata.Version, "data": newest.Data})
	oldest, err := secrets.GetVersion(ctx, "app/db", 1)
	if err != nil {
		return err
	}
	report("read version", fields{"version": oldest.VersionMetadata.Version, "data": oldest.Data})
	return nil
}

func list(ctx context.Context, client *api.Client, mount string) error {
	found, err := client.Logical().ListWithContext(ctx, mount+"/metadata/app")
	if err != nil {
		return err
	}
	report("list", fields{"keys": found.Data["keys"]})
	return nil
}

func remove(ctx context.Context, secrets *api.KVv2) error {
	if err := secrets.Delete(ctx, "app/db"); err != nil {
		return err
	}
	deleted, err := secrets.Get(ctx, "app/db")
	if err != nil {
		return err
	}
	report("delete", fields{"gone": deleted.Data == nil})
	if err := secrets.DeleteMetadata(ctx, "app/old"); err != nil {
		return err
	}
	_, err = secrets.Get(ctx, "app/old")
	report("delete all versions", fields{"gone": errors.Is(err, api.ErrSecretNotFound)})
	return nil
}

func transit(ctx context.Context, client *api.Client, key string) error {
	sealed, err := client.Logical().WriteWithContext(ctx, "transit/encrypt/"+key,
		fields{"plaintext": base64.StdEncoding.EncodeToString([]byte("a card number"))})
	if err != nil {
		return err
	}
	opened, err := client.Logical().WriteWithContext(ctx, "transit/decrypt/"+key, fields{"ciphertext": sealed.Data["ciphertext"]})
	if err != nil {
		return err
	}
	plaintext, err := base64.StdEncoding.DecodeString(opened.Data["plaintext"].(string))
	if err != nil {
		return err
	}
	report("transit", fields{"ciphertext": sealed.Data["ciphertext"], "plaintext": string(plaintext)})
	return nil
}

func token(ctx context.Context, client *api.Client) error {
	own, err := client.Auth().Token().LookupSelfWithContext(ctx)
	if err != nil {
		return err
	}
	report("lookup", fields{"policies": own.Data["policies"], "meta": own.Data["meta"], "path": own.Data["path"]})
	renewed, err := client.Auth().Token().RenewSelfWithContext(ctx, 0)
	if err != nil {
		return err
	}
	report("renew", fields{"renewed": renewed.Auth.ClientToken == client.Token() && renewed.Auth.LeaseDuration > 0})
	return nil
}

func wrapping(ctx context.Context, client *api.Client) error {
	wrapper := client.WithRequestCallbacks(func(request *api.Request) { request.WrapTTL = "60s" })
	wrapped, err := wrapper.Logical().WriteWithContext(ctx, "sys/wrapping/wrap", fields{"note": "for one reader"})
	if err != nil {
		return err
	}
	opened, err := client.Logical().UnwrapWithContext(ctx, wrapped.WrapInfo.Token)
	if err != nil {
		return err
	}
	report("unwrap", fields{"data": opened.Data})
	_, err = client.Logical().UnwrapWithContext(ctx, wrapped.WrapInfo.Token)
	report("unwrap again", fields{"gone": refusal(err)["status"] == http.StatusBadRequest})
	return nil
}

func namespace(ctx context.Context, given task) error {
	inside, err := connect(ctx, given, given.Namespace, given.Inside)
	if err != nil {
		return err
	}
	if _, err := inside.KVv2(given.KV).Put(ctx, "app/inside", fields{"team": "red"}); err != nil {
		return err
	}
	found, err := inside.KVv2(given.KV).Get(ctx, "app/inside")
	if err != nil {
		return err
	}
	report("namespace", fields{"data": found.Data})
	_, err = inside.WithNamespace("").KVv2(given.KV).Get(ctx, "app/inside")
	report("namespace left", refusal(err))
	return nil
}

func refusal(err error) fields {
	var refused *api.ResponseError
	if errors.As(err, &refused) {
		return fields{"status": refused.StatusCode, "errors": refused.Errors}
	}
	return fields{"status": nil, "errors": []string{fmt.Sprint(err)}}
}

func report(step string, outcome fields) {
	outcome["step"] = step
	line, err := json.Marshal(outcome)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}
