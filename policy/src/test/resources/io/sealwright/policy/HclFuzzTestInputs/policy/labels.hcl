name = "x"
path "a" "b" { }
# end
