# How a program of the package is built for use: the one place that says so.
# shellcheck shell=bash

# Swift's library is inside, so that the program runs where no Swift is. Without symbols it is a third smaller. At a
# fixed address it starts half a millisecond sooner: some 90,000 pointers, most of them Foundation's, are then right as
# they lie in the file, and their pages are shared by all supervisors. Lua and the other libraries, the heap and the
# stacks keep their random addresses.
RELEASE_BUILD=(swift build -c release --static-swift-stdlib -Xlinker -s -Xlinker -no-pie)

# build_product NAME: builds it, and sets `product` to the path of the program.
build_product() {
  local build=("${RELEASE_BUILD[@]}" --product "$1")
  quietly "${build[@]}"
  # shellcheck disable=SC2034
  product=$("${build[@]}" --show-bin-path)/$1
}
