name = "x"
path "a" "b" { }
path "a" "b" { }
# end
