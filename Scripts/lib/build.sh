# How a program of the package is built for use: the one place that says so.
# shellcheck shell=bash

# With Swift's library inside, the program needs no Swift where it runs; without symbols it is smaller and starts sooner.
RELEASE_BUILD=(swift build -c release --static-swift-stdlib -Xlinker -s)

# build_product NAME: builds it, and sets `product` to the path of the program.
build_product() {
  local build=("${RELEASE_BUILD[@]}" --product "$1")
  quietly "${build[@]}"
  # shellcheck disable=SC2034
  product=$("${build[@]}" --show-bin-path)/$1
}
