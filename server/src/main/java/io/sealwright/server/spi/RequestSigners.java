package io.sealwright.server.spi;

import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Transaction;

/**
 * Who signs requests, and where their secrets are. Nothing is written: a signed request costs no
 * commit. Thread-safe.
 */
public interface RequestSigners {
    /**
     * The request in the namespace and mount of its signer's account, whoever signed it; that of an
     * unknown access key in the root namespace. One that is not signed, where the account is that
     * it names.
     */
    Request placed(Transaction transaction, Request request);

    /**
     * The standing of a request's signer, as a token that is stored nowhere.
     *
     * @throws RequestFailure named as the request's API names it, if the signature is not right, or
     *     the access key is not, not any more or not from there
     */
    TokenEntry signer(Transaction transaction, Request request);
}
