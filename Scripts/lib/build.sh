# How a program of the package is built for use: the one place that says so.
# shellcheck shell=bash

# Swift's library is inside, so that the program runs where no Swift is. Without symbols it is a third smaller. It
# keeps its random address, although a fixed one would start half a millisecond sooner: it runs scripts of other people.
RELEASE_BUILD=(swift build -c release --static-swift-stdlib -Xlinker -s)

# build_product NAME: builds it, and sets `product` to the path of the program.
build_product() {
  local build=("${RELEASE_BUILD[@]}" --product "$1")
  quietly "${build[@]}"
  # shellcheck disable=SC2034
  product=$("${build[@]}" --show-bin-path)/$1
}
