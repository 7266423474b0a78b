/// A mistake that a binding tells in its own words.
struct BindingError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
