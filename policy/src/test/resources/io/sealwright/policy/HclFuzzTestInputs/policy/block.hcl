/* c */ path "a/+" { capabilities = ["read"] // x
 allowed_parameters = { "a" = [1.5e3, 0x1F, true, "b"] }
 comment = <<-EOF
  some
  EOF
 expiration = "2030-01-01T00:00:00Z" pagination_limit = 5 }
